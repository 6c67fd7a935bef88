import {
  formatDestinationId,
  formatServiceId,
  formatTable,
  listTable,
  openIpvs,
} from '@holdfast/ipvs'
import type { Ipvs, TableListing } from '@holdfast/ipvs'
import type { ListIpvsCommand } from './command.js'
import { tellFailure } from './command-output.js'
import type { CommandOutput } from './command-output.js'
import { exitCodes } from './exit-codes.js'

/** Lists the virtual servers of the kernel; returns the exit code. */
export function listIpvs(
  command: ListIpvsCommand,
  output: CommandOutput,
  open: () => Pick<Ipvs, 'info' | 'services' | 'destinations' | 'close'> = openIpvs,
): number {
  try {
    const ipvs = open()
    try {
      const listing = listTable(ipvs)
      output.print(
        command.json ? JSON.stringify(plainListing(listing)) : formatTable(listing, command),
      )
    } finally {
      ipvs.close()
    }
    return exitCodes.stopped
  } catch (error) {
    return tellFailure(error, output)
  }
}

/** With the names that people know them by. */
function plainListing({ info, services }: TableListing): object {
  return {
    ...info,
    services: services.map(({ service, statistics, destinations }) => ({
      name: formatServiceId(service.id),
      ...service,
      statistics,
      destinations: destinations.map(({ destination, ...counts }) => ({
        name: formatDestinationId(destination),
        ...destination,
        ...counts,
      })),
    })),
  }
}
