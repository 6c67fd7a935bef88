import { execFileSync } from 'node:child_process'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from './host.js'

/** As small and as quick to start as it gets: nobody will store anything. */
const small = ['--innodb-log-file-size=4M', '--innodb-buffer-pool-size=8M', '--skip-name-resolve']

/** The client is told by whom it was answered: character 65 is A. */
export function askMariadb(address: string): string {
  const query = '--batch --skip-column-names --execute "select char(64 + @@server_id)"'
  return `timeout 0.5 mysql --no-defaults -h ${address} -u visitor ${query}`
}

/** Makes the files of a server without any databases; takes seconds, so it is done once. */
export function makeEmptyDatabase(folder: string): void {
  const options = ['--auth-root-authentication-method=normal', '--skip-test-db', '--user=root']
  execFileSync(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${folder}`, ...options, ...small],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
}

/** A server whose root has this password, and who lets a visitor in from everywhere. */
export function addMariadb(host: Host, emptyDatabase: string, password: string): void {
  const folder = join(host.home, 'mysql')
  cpSync(emptyDatabase, folder, { recursive: true })
  const init = join(host.home, 'init.sql')
  const visitor = "CREATE USER IF NOT EXISTS visitor@'%';"
  writeFileSync(init, `ALTER USER root@localhost IDENTIFIED BY '${password}';\n${visitor}\n`)
  host.makeRunFolder('mysqld')
  const number = { A: 1, B: 2, C: 3 }[host.name]
  const places = [`--datadir=${folder}`, '--socket=/run/mysqld/mysqld.sock', `--init-file=${init}`]
  const network = ['--bind-address=0.0.0.0', `--server-id=${number}`]
  const options = ['--no-defaults', '--user=root', ...places, ...network, ...small]
  host.addService('mariadb', ['mariadbd', ...options])
}
