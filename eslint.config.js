import eslint from '@eslint/js'
import tseslint from 'typescript-eslint'

const tests = ['**/*.test.ts', '**/test/**']

// Files that may touch the process they run in; everything else in core and vrrp, and every machine of
// check, is pure: time, chance and I/O come in through a port, so that a run can be repeated.
const impure = [
  'packages/core/src/system-clock.ts',
  'packages/core/src/console-logger.ts',
  'packages/vrrp/src/node-crypto.ts',
]
const pure = [
  'packages/core/src/**/*.ts',
  'packages/vrrp/src/**/*.ts',
  'packages/check/src/**/*-machine.ts',
]

const ofCode = { skipBlankLines: true, skipComments: true }
const useClock = 'Inject a Clock.'
const useRandom = 'Inject a Random.'
const noNode = 'A pure file knows no Node: use a port.'

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.pnpm-store/', 'coverage/', '**/*.d.ts'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: 'tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      // With isolatedDeclarations the annotation is what counts.
      '@typescript-eslint/consistent-generic-constructors': 'off',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // isolatedDeclarations wants them.
      '@typescript-eslint/no-inferrable-types': [
        'error',
        { ignoreParameters: true, ignoreProperties: true },
      ],
      // It asks for the `!` that no-non-null-assertion forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          argsIgnorePattern: '^_',
          destructuredArrayIgnorePattern: '^_',
          ignoreUsingDeclarations: true,
        },
      ],
      // A port that promises may be implemented without waiting for anything.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    ignores: tests,
    rules: {
      'max-lines': ['error', { max: 300, ...ofCode }],
      'max-lines-per-function': ['error', { max: 70, ...ofCode }],
    },
  },
  {
    files: tests,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['packages/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
      ],
    },
  },
  {
    files: pure,
    ignores: [...tests, ...impure],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
          name,
          message: useClock,
        })),
        ...['clearTimeout', 'clearInterval', 'clearImmediate', 'queueMicrotask'].map((name) => ({
          name,
          message: useClock,
        })),
        ...['process', 'Buffer', 'global', 'globalThis', 'console'].map((name) => ({
          name,
          message: noNode,
        })),
        { name: 'crypto', message: useRandom },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: useRandom },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(node:|events$|fs$|net$|dgram$|timers)', message: noNode }] },
      ],
    },
  },
  {
    // tsc checks these with their JSDoc; what JSON.parse returns may stay untyped there.
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-undef': 'off', '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}', 'bench/**', 'examples/**', ...tests, ...impure],
    rules: { 'no-console': 'off' },
  },
)
