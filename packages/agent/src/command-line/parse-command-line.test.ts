import { expect, test } from 'vitest'
import { parseCommandLine } from './parse-command-line.js'

const usual = {
  file: '/etc/keepalived/keepalived.conf',
  strict: false,
  lease: true,
  vrrpOnly: false,
  serversOnly: false,
  keepsIpvs: false,
  snmp: false,
  logFormat: 'keepalived',
  logDetail: false,
  ignoreSigint: false,
  remarks: [],
} as const

test.each([
  [['run'], { kind: 'run', options: usual }],
  [['run', '-f', 'a.conf'], { kind: 'run', options: { ...usual, file: 'a.conf' } }],
  [['run', '-fa.conf'], { kind: 'run', options: { ...usual, file: 'a.conf' } }],
  [['run', '--use-file=a.conf'], { kind: 'run', options: { ...usual, file: 'a.conf' } }],
  [['--use-file', 'a.conf'], { kind: 'run', options: { ...usual, file: 'a.conf' } }],
  [['run', '--use', 'a.conf'], { kind: 'run', options: { ...usual, file: 'a.conf' } }],
  [['-Di', 'node1'], { kind: 'run', options: { ...usual, logDetail: true, configId: 'node1' } }],
  [
    ['run', '--strict', '--log-format', 'json', '--state-dir', '/s', '--no-lease'],
    {
      kind: 'run',
      options: { ...usual, strict: true, lease: false, logFormat: 'json', stateDirectory: '/s' },
    },
  ],
  [
    ['-p', '/p', '-s', 'ns1', '-u', '077', '--ignore-sigint'],
    {
      kind: 'run',
      options: { ...usual, pidFile: '/p', namespace: 'ns1', umask: '077', ignoreSigint: true },
    },
  ],
  [['-t', '-f', 'a.conf'], { kind: 'configTest', options: { ...usual, file: 'a.conf' } }],
  [['-t/tmp/log'], { kind: 'configTest', options: usual, logFile: '/tmp/log' }],
  [['--config-test=/tmp/log'], { kind: 'configTest', options: usual, logFile: '/tmp/log' }],
  [['check', 'a', 'b'], { kind: 'check', files: ['a', 'b'], json: false, simulate: false }],
  [
    ['check', '--json', '-i', 'x', '--', '-a'],
    { kind: 'check', files: ['-a'], json: true, simulate: false, configId: 'x' },
  ],
  [
    ['lint', 'a', '--simulate', 'b'],
    { kind: 'lint', files: ['a', 'b'], json: false, simulate: true },
  ],
  [['version'], { kind: 'version' }],
  [['-v'], { kind: 'version' }],
  [['help'], { kind: 'help' }],
  [['-nh'], { kind: 'help' }],
  [[], { kind: 'help' }],
])('%j', (argv, command) => {
  expect(parseCommandLine(argv)).toEqual(command)
})

test("keepalived's options without a use are accepted, and said", () => {
  expect(parseCommandLine(['-nlP', '-g/tmp/x', '-S', '3', '-f', 'a'])).toEqual({
    kind: 'run',
    options: {
      ...usual,
      file: 'a',
      vrrpOnly: true,
      remarks: [
        'option -n has no effect: it always stays in the foreground',
        'option -l has no effect: the log goes to the standard output, and from there where systemd puts it',
        'option -g has no effect: the log goes to the standard output, and from there where systemd puts it',
        'option -S has no effect: the log goes to the standard output, and from there where systemd puts it',
      ],
    },
  })
})

test('the page has a place of its own, or that of the metrics', () => {
  expect(parseCommandLine(['run', '--metrics=9650', '--page', '9650'])).toEqual({
    kind: 'run',
    options: { ...usual, metrics: '9650', page: '9650' },
  })
})

test('metrics and damping are off unless they are asked for', () => {
  expect(parseCommandLine(['run', '--metrics', '[::]:9650', '--damp-flapping', '300'])).toEqual({
    kind: 'run',
    options: { ...usual, metrics: '[::]:9650', dampFlapping: '300' },
  })
})

test('the doctor looks at what `run` would run', () => {
  const file = '/etc/keepalived/keepalived.conf'
  expect(parseCommandLine(['doctor'])).toEqual({ kind: 'doctor', file, json: false })
  const words = ['doctor', '-f', 'a', '--json', '--listen', '5', '-s', 'blue', '-i', 'A']
  const given = { file: 'a', json: true, listen: '5', namespace: 'blue', configId: 'A' }
  expect(parseCommandLine(words)).toEqual({ kind: 'doctor', ...given })
})

test.each([
  [
    ['frobnicate'],
    'unknown command frobnicate',
    'the commands are run, check, lint, doctor, status, explain, history, dump, demote, promote, announce, maintenance, ' +
      'set-priority, set-weight, drain, undrain, reload, events, ipvs, realserver, genhash, version, help',
  ],
  [['run', '-y'], 'unknown option -y', '`holdfast help` lists all options'],
  [
    ['run', '--log-formta', 'json'],
    'unknown option --log-formta',
    'did you mean --log-format, --log-detail, --log-console, --log-facility, --log-file?',
  ],
  [
    ['run', '--log'],
    'unknown option --log',
    'did you mean --log-format, --log-detail, --log-console, --log-facility, --log-file?',
  ],
  [['run', '-f'], '-f needs a value', undefined],
  [['run', '--use-file'], '--use-file needs a value', undefined],
  [['run', '--strict=yes'], '--strict takes no value', undefined],
  [['run', 'a.conf'], 'unexpected word a.conf', 'name the configuration with -f a.conf'],
  [['run', '--log-format', 'xml'], '--log-format is keepalived or json, not xml', undefined],
  [['run', '-u', '9'], '9 is not a umask', 'octal digits, such as 077'],
  [
    ['run', '--metrics', 'here'],
    '--metrics is [ADDRESS:]PORT, not here',
    'such as 9650, 192.0.2.1:9650 or [::]:9650',
  ],
  [['run', '--damp-flapping', '5m'], '--damp-flapping is a number of seconds, not 5m', undefined],
  [['doctor', 'a.conf'], 'unexpected word a.conf', 'name the configuration with -f a.conf'],
  [
    ['doctor', '--listen', 'long'],
    '--listen is a number of seconds up to 999, not long',
    undefined,
  ],
  [['check'], 'check needs a file', undefined],
  [['check', '--simulate', 'a'], 'unknown option --simulate', '`holdfast help` lists all options'],
])('%j is refused', (argv, message, hint) => {
  expect(parseCommandLine(argv)).toEqual({
    kind: 'usageError',
    message,
    ...(hint === undefined ? {} : { hint }),
  })
})
