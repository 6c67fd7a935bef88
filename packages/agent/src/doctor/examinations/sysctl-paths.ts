import type { IpFamily } from '@holdfast/core'

/** The path of a setting of one interface, or of `all`. */
export function conf(family: IpFamily, interfaceName: string, setting: string): string {
  return `net/ipv${family}/conf/${interfaceName}/${setting}`
}

export function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '0'
}

/** What is in force of most IPv4 settings: the larger one of the interface's and of `all`'s. */
export function largest(
  sysctl: (path: string) => string | undefined,
  interfaceName: string,
  setting: string,
): number | undefined {
  const values = [interfaceName, 'all'].flatMap((name) => {
    const value = sysctl(conf(4, name, setting))
    return value === undefined ? [] : [Number(value)]
  })
  return values.length === 0 ? undefined : Math.max(...values)
}

/** The command that writes a setting; names with dots need the path's own sign. */
export function write(path: string, value: string): string {
  return `sysctl -w ${path}=${value}`
}
