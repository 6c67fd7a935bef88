import { hostname } from 'node:os'
import type { Surroundings } from '@holdfast/core/config'

/** What a file may ask for on this machine. Its config-id: the host's name up to the first dot. */
export function systemSurroundings(configId: string = shortHostName()): Surroundings {
  return { configId, random: Math.random, environment: process.env }
}

function shortHostName(): string {
  return hostname().split('.')[0] ?? ''
}
