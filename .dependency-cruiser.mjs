// Who may know whom. The arrows are those of docs/architecture.md; a package that is not in the
// table may import nothing, so that a new one has to be thought about.
const everything = 'core|linux|vrrp|check|ipvs|transport-raw|transport-udp-sim'
const arrows = {
  core: '',
  linux: 'core',
  vrrp: 'core',
  'transport-udp-sim': 'core',
  'transport-raw': 'core|linux',
  check: 'core|linux',
  ipvs: 'core|linux',
  agent: everything,
}

const diFiles = '^packages/[^/]+/src/di[.]ts$'
const simulating = '^packages/transport-udp-sim/|^packages/agent/src/lint/simulation/'
const testFiles = '[.]test[.]ts$|^packages/[^/]+/test/|^(test|bench|examples)/'

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const packageArrows = Object.entries(arrows).map(([name, allowed]) => ({
  name: `${name}-arrows`,
  comment: `${name} may import: ${allowed === '' ? 'no other package' : allowed}`,
  severity: 'error',
  from: { path: `^packages/${name}/` },
  to: { path: '^packages/', pathNot: `^packages/(${[name, allowed].filter(Boolean).join('|')})/` },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...packageArrows,
    {
      name: 'known-packages',
      comment: 'a package without a row in the table of arrows',
      severity: 'error',
      from: { path: '^packages/', pathNot: `^packages/(${Object.keys(arrows).join('|')})/` },
      to: { path: '^packages/' },
    },
    {
      name: 'no-cycles',
      comment: 'a cycle that only types close is erased before anything runs',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'container-only-in-di',
      comment: 'plain `new` works everywhere: only ./di and the composition root know tsyringe',
      severity: 'error',
      from: { path: '^packages/', pathNot: `^packages/agent/|${diFiles}|${testFiles}` },
      to: { path: `node_modules/(tsyringe|reflect-metadata)/|${diFiles}` },
    },
    {
      name: 'production-knows-no-testing',
      comment: 'transport-udp-sim is a transport for tests, and lint proves by the simulator',
      severity: 'error',
      from: {
        path: '^packages/',
        pathNot: `${simulating}|^packages/[^/]+/src/testing/|${testFiles}`,
      },
      to: { path: '^packages/[^/]+/src/testing/' },
    },
    {
      name: 'prometheus-for-who-asks',
      comment: 'prom-client takes long to load: who wants no metrics has none of it loaded',
      severity: 'error',
      from: {
        path: '^packages/agent/src/',
        pathNot: `/src/testing/|/(index|create-agent|metrics/prometheus-metrics)[.]ts$|${testFiles}`,
      },
      to: {
        path: 'node_modules/prom-client/|/agent/src/(create-agent|metrics/prometheus-metrics)[.]ts$',
        dependencyTypesNot: ['type-only', 'dynamic-import'],
      },
    },
    {
      name: 'production-knows-no-tests',
      severity: 'error',
      from: { path: '^packages/', pathNot: testFiles },
      to: { path: testFiles },
    },
    {
      name: 'packages-by-name-only',
      comment: 'another package is imported by its name, so only what it exports is used',
      severity: 'error',
      from: { path: '^(?:packages/([^/]+)|examples|test|bench)/' },
      to: {
        path: '^packages/',
        pathNot: '^packages/$1/|^packages/[^/]+/scripts/',
        dependencyTypes: ['local'],
      },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/|^(packages|examples)/[^/]+/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@holdfast/source', 'types', 'import', 'node', 'default'],
    },
  },
}
