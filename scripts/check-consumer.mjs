// Uses the packages as a stranger does: packs them, installs the tarballs with npm in an empty
// folder, without the optional tsyringe, and runs the consumers of test/consumer there. Needs the
// packages to be built.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { buildEnvironment, packageManager } from './prerequisites.mjs'
import { fail, root, subfolders, tool } from './steps.mjs'

// Without skipLibCheck, and without the types of Node: the packed types stand on their own.
const typescriptProject = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2023', 'esnext.disposable', 'dom'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
  },
  include: ['typed.mts'],
}

const folder = mkdtempSync(join(tmpdir(), 'holdfast-consumer-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const tarballs = join(folder, 'tarballs')
const consumer = join(folder, 'consumer')
mkdirSync(tarballs)

for (const each of subfolders('packages', 'package.json')) {
  if (!existsSync(join(root, each, 'dist'))) fail(`${each} is not built: run npm run build first`)
  run('npx', ['--yes', packageManager, 'pack', '--pack-destination', tarballs], join(root, each))
}

cpSync(join(root, 'test/consumer'), consumer, { recursive: true })
const files = readdirSync(tarballs).map((name) => join(tarballs, name))
// The composition root: it alone brings a container.
const agent = files.filter((file) => basename(file).startsWith('holdfast-agent-'))
const libraries = files.filter((file) => !agent.includes(file))
writeFileSync(join(consumer, 'package.json'), JSON.stringify({ private: true }))
writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify(typescriptProject))
run('npm', ['install', '--no-audit', '--no-fund', ...libraries], consumer)
for (const name of ['tsyringe', 'reflect-metadata']) {
  if (existsSync(join(consumer, 'node_modules', name))) fail(`${name} was installed uninvited`)
}

run(process.execPath, ['esm.mjs'], consumer)
run(process.execPath, ['commonjs.cjs'], consumer)
run(join(consumer, 'node_modules/.bin/holdfast-segment'), ['--help'], consumer)
run(process.execPath, [...tool('tsc').args, '--project', '.'], consumer)
run('npm', ['install', '--no-audit', '--no-fund', ...agent], consumer)
run(join(consumer, 'node_modules/.bin/holdfast'), ['check', 'keepalived.conf'], consumer)
console.log(`consumer: ${files.map((file) => basename(file)).join(', ')} work when installed`)

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 */
function run(command, args, cwd) {
  const options = /** @type {const} */ ({ cwd, env: buildEnvironment(), encoding: 'utf8' })
  const { error, status, stdout, stderr } = spawnSync(command, args, options)
  if (error === undefined && status === 0) return
  const reason = error === undefined ? `exit code ${status}` : error.message
  fail(`${basename(command)} ${args.join(' ')}: ${reason}\n${stdout}${stderr}`)
}
