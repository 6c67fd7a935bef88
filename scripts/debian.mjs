// Packages of Debian that checks need. As a command: node scripts/debian.mjs PACKAGE... installs those
// that are missing, or says that it may not.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

/** Whether this is Debian, or made of it, and we may install there. */
export function mayInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version')
}

/**
 * Asks for these packages and nothing that they recommend; what they say goes to stdout.
 *
 * @param {readonly string[]} packages
 */
export function install(packages) {
  console.log(`installing ${packages.join(' ')}`)
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: /** @type {const} */ ('inherit'),
  }
  spawnSync('apt-get', ['update', '-qq'], options)
  const quiet = ['install', '-qq', '-y', '--no-install-recommends']
  return spawnSync('apt-get', [...quiet, ...packages], options).status === 0
}

/** @param {string} name */
function isInstalled(name) {
  return spawnSync('dpkg', ['-s', name]).status === 0
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  if (!mayInstall()) {
    console.log('SKIPPED: not root on Debian: using the programs and libraries that are there')
  } else {
    const missing = argv.slice(2).filter((name) => !isInstalled(name))
    if (missing.length > 0 && !install(missing)) process.exitCode = 1
  }
}
