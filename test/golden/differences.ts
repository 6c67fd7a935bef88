import type { Difference, Reason } from './difference.js'

const gratuitousArp = 'GARP 10.77.0.100 request'

const leases: Reason = {
  why:
    'Addresses are leased: those of a process that was killed are gone after some seconds, ' +
    'and do not answer beside those of the next master.',
  differences: [
    expired('auth-pass', '10.77.0.100/24 dev eth0'),
    expired('basic-v2', '10.77.0.100/24 dev eth0'),
    expired('basic-v3', '10.77.0.100/24 dev eth0'),
    expired('basic-v3-ipv6', 'fe80::77:100/64 dev eth0', 'fd77::100/64 dev eth0'),
    expired('vmac', '10.77.0.100/24 dev vrrp.51'),
  ],
}

const rejectedAdverts: Reason = {
  why:
    'An advert that is rejected restarts no advert timer (rule 46), so nobody can silence a ' +
    'master.',
  differences: [
    {
      scenario: 'bad-adverts-silence-master',
      places: ['a', 'both'],
      missing: [
        '8.042 B ADV first v2 vrid=51 prio=100 adv=1 vips=10.77.0.100',
        `8.042 B ${gratuitousArp} x5`,
        '8.042 B ADDR+ 10.77.0.100/24 dev eth0',
        '8.050 B NOTIFY INSTANCE VI_1 MASTER 100',
        '8.042 A ADV first v2 vrid=51 prio=150 adv=1 vips=10.77.0.100',
        `8.042 A ${gratuitousArp} x5`,
        '8.043 B ADDR- 10.77.0.100/24 dev eth0',
        '8.057 B NOTIFY INSTANCE VI_1 BACKUP 100',
        '11.654 B ADV first v2 vrid=51 prio=100 adv=1 vips=10.77.0.100',
        `11.654 B ${gratuitousArp} x5`,
        '11.655 B ADDR+ 10.77.0.100/24 dev eth0',
        '11.661 B NOTIFY INSTANCE VI_1 MASTER 100',
        '11.655 A ADV first v2 vrid=51 prio=150 adv=1 vips=10.77.0.100',
        `11.655 A ${gratuitousArp} x5`,
        '11.656 B ADDR- 10.77.0.100/24 dev eth0',
        '11.661 B NOTIFY INSTANCE VI_1 BACKUP 100',
        `13.042 A ${gratuitousArp} x5`,
        '13.574 A ADV first v2 vrid=51 prio=150 adv=1 vips=10.77.0.100',
        `16.655 A ${gratuitousArp} x5`,
      ],
    },
    {
      scenario: 'adv-mismatch-v2',
      places: ['b', 'both'],
      missing: ['7.549 B ADV first v2 vrid=51 prio=100 adv=1 vips=10.77.0.100'],
    },
  ],
}

const closeCall: Reason = {
  why:
    'keepalived as B restarts its advert timer at each advert of A, which comes in the very ' +
    'moment in which B is to send: one of them is quicker.',
  differences: ['9.545', '11.545', '13.545'].map((at) => ({
    scenario: 'adv-mismatch-v2',
    places: ['a'],
    extra: [`${at} B ADV first v2 vrid=51 prio=100 adv=1 vips=10.77.0.100`],
    sometimes: true,
  })),
}

const oneAdvertLater: Reason = {
  why:
    'A comes back to its priority in the very moment in which an advert of B comes: if the ' +
    'advert is quicker, it still counts, and the takeover is one advert later.',
  differences: [
    {
      scenario: 'script-weight-neg',
      places: ['a', 'both'],
      missing: takeover(['20.471', '20.472', '20.472', '20.475'], ['20.474', '20.477'], 'x5'),
      extra: takeover(['21.460', '21.460', '21.460', '21.470'], ['21.465', '21.470'], 'x5+'),
      sometimes: true,
    },
    {
      scenario: 'track-if-weight',
      places: ['a', 'both'],
      missing: takeover(['12.470', '12.470', '12.470', '12.484'], ['12.483', '12.486'], 'x5'),
      extra: takeover(['13.460', '13.460', '13.460', '13.470'], ['13.465', '13.470'], 'x5+'),
      sometimes: true,
    },
  ],
}

const contests: Reason = {
  why:
    'Whoever hears another node announce its address announces it again, and once more when ' +
    'it has been quiet for three intervals (rule 163): two masters that reject each other.',
  differences: [
    {
      scenario: 'adv-mismatch-v2',
      places: ['a'],
      extra: [`8.670 A ${gratuitousArp} x5`],
    },
    {
      scenario: 'adv-mismatch-v2',
      places: ['b'],
      extra: ['6.535', '9.535', '11.535'].map((at) => `${at} B ${gratuitousArp} x5`),
    },
    {
      scenario: 'adv-mismatch-v2',
      places: ['both'],
      missing: [`6.550 A ${gratuitousArp} x5`, `8.721 B ${gratuitousArp} x5`],
      extra: [
        `6.550 A ${gratuitousArp} x10+`,
        `6.550 B ${gratuitousArp} x5`,
        `8.721 B ${gratuitousArp} x10+`,
        `8.721 A ${gratuitousArp} x5`,
        `11.550 B ${gratuitousArp} x5`,
      ],
    },
  ],
}

const refresh: Reason = {
  why: '`garp_master_refresh` counts from the second burst on, as in newer releases (rule 117).',
  differences: [
    {
      scenario: 'garp',
      places: ['a', 'both'],
      missing: ['6.437', '9.437', '12.438'].map((at) => `${at} A ${gratuitousArp} x2`),
      extra: ['8.436', '11.436'].map((at) => `${at} A ${gratuitousArp} x2`),
    },
    {
      scenario: 'garp',
      places: ['b', 'both'],
      missing: ['17.613', '20.615'].map((at) => `${at} B ${gratuitousArp} x2`),
      extra: ['19.612', '22.612'].map((at) => `${at} B ${gratuitousArp} x2`),
    },
  ],
}

const reloads: Reason = {
  why:
    'A reload restarts neither the wait of a backup nor the second burst of a master: both come ' +
    'when they were due (rules 51, 156).',
  differences: [
    { scenario: 'reload-prio', places: ['a', 'both'], extra: [`8.440 A ${gratuitousArp} x5`] },
    {
      scenario: 'reload-prio',
      places: ['a', 'both'],
      missing: takeover(['13.929', '13.929', '13.929', '13.934'], ['13.929', '13.934'], 'x5'),
      extra: takeover(['13.470', '13.470', '13.470', '13.475'], ['13.470', '13.475'], 'x5+'),
    },
  ],
}

const reloadedAddresses: Reason = {
  why:
    'After any change of the addresses those that are held are announced, and not only after ' +
    'one was added.',
  differences: [
    { scenario: 'reload-vip', places: ['a', 'both'], extra: [`9.525 A ${gratuitousArp} x5`] },
  ],
}

const owner: Reason = {
  why:
    'An owner whose only address is the virtual one speaks from it, is MASTER, and leaves the ' +
    'address as it is: keepalived begins by deleting it, has no address to speak from then, and ' +
    'stays in FAULT. A keepalived that has taken over does not hear such an owner come back: its ' +
    'kernel drops packets from an address that is its own.',
  differences: [
    {
      scenario: 'owner-real',
      places: ['a', 'both'],
      missing: [
        '0.028 A ADDR- 10.77.0.1/24 dev eth0',
        '0.040 A NOTIFY INSTANCE VI_1 FAULT 255',
        '7.131 A NOTIFY INSTANCE VI_1 FAULT 255',
      ],
      extra: [
        '0.020 A ADV first v2 vrid=51 prio=255 adv=1 vips=10.77.0.1',
        '0.020 A GARP 10.77.0.1 request x5',
        '0.050 A NOTIFY INSTANCE VI_1 BACKUP 255',
        '0.060 A NOTIFY INSTANCE VI_1 MASTER 255',
        '3.002 A ADV first v2 vrid=51 prio=0 adv=1 vips=10.77.0.1',
        '7.110 A ADV first v2 vrid=51 prio=255 adv=1 vips=10.77.0.1',
        '7.110 A GARP 10.77.0.1 request x5',
        '7.125 A NOTIFY INSTANCE VI_1 BACKUP 255',
        '7.133 A NOTIFY INSTANCE VI_1 MASTER 255',
      ],
    },
    {
      scenario: 'owner-real',
      places: ['a'],
      extra: [
        '7.619 A GARP 10.77.0.1 request x5',
        '8.615 A GARP 10.77.0.1 request x10',
        '9.617 A GARP 10.77.0.1 request x5',
      ],
    },
    {
      scenario: 'owner-real',
      places: ['both'],
      missing: ['8.632 B GARP 10.77.0.1 request x5'],
      extra: ['7.110 B ADDR- 10.77.0.1/24 dev eth0', '7.133 B NOTIFY INSTANCE VI_1 BACKUP 100'],
    },
  ],
}

const firstResult: Reason = {
  why:
    'Only scripts without weight are waited for (rule 87): until the first result, ' +
    '`init_fail` counts.',
  differences: [
    {
      scenario: 'script-init-fail-weight',
      places: ['a', 'both'],
      missing: ['0.052 A NOTIFY INSTANCE VI_1 BACKUP 150'],
      extra: ['0.052 A NOTIFY INSTANCE VI_1 BACKUP 90'],
    },
  ],
}

const startupDelay: Reason = {
  why:
    'During `vrrp_startup_delay` the state is INIT (rule 75), and BACKUP is notified when it ' +
    'is true.',
  differences: [
    {
      scenario: 'startup-delay',
      places: ['a', 'both'],
      missing: ['0.032 A NOTIFY INSTANCE VI_1 BACKUP 150'],
      extra: ['3.040 A NOTIFY INSTANCE VI_1 BACKUP 150'],
    },
  ],
}

export const reasons: readonly Reason[] = [
  contests,
  rejectedAdverts,
  closeCall,
  oneAdvertLater,
  leases,
  refresh,
  reloads,
  reloadedAddresses,
  owner,
  firstResult,
  startupDelay,
]

export const differences: readonly Difference[] = reasons.flatMap((reason) => reason.differences)

/** A lease of 3 s, renewed every second, and what the kernel takes to notice. */
function expired(scenario: string, ...addresses: readonly string[]): Difference {
  const extra = addresses.map((address) => `17.650 A ADDR- ${address}`)
  return { scenario, places: ['a', 'both'], extra, within: 0.6 }
}

/** A becomes master, and B yields. */
function takeover(
  [advert = '', announced = '', added = '', told = '']: readonly string[],
  [removed = '', toldOther = '']: readonly string[],
  times: string,
): readonly string[] {
  return [
    `${advert} A ADV first v2 vrid=51 prio=150 adv=1 vips=10.77.0.100`,
    `${announced} A ${gratuitousArp} ${times}`,
    `${added} A ADDR+ 10.77.0.100/24 dev eth0`,
    `${told} A NOTIFY INSTANCE VI_1 MASTER 150`,
    `${removed} B ADDR- 10.77.0.100/24 dev eth0`,
    `${toldOther} B NOTIFY INSTANCE VI_1 BACKUP 100`,
  ]
}
