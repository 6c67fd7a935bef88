const line = /^(?:(\d{2}|\d{4})-(\d{2})-(\d{2})[ T])?(\d{2}):(\d{2}):(\d{2})(Z?)$/

const dayMs = 86_400_000

/**
 * When a file of `reload_time_file` asks for a reload, in Unix milliseconds: the first line is
 * `HH:MM:SS` for the next time that it is that late, or `YYYY-MM-DD HH:MM:SS` (`YY-...`) for once; with
 * `Z` behind it in UTC, else in the time of this machine. Undefined for what is over, or no time.
 */
export function reloadTime(content: string, nowMs: number): number | undefined {
  const found = line.exec((content.split('\n')[0] ?? '').trim())
  if (found === null) return undefined
  const [, year, month, day, ...rest] = found
  const [hours = 0, minutes = 0, seconds = 0] = rest.slice(0, 3).map(Number)
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  const isUtc = rest[3] === 'Z'
  const clock = [hours, minutes, seconds] as const
  if (year === undefined) return nextOf(clock, isUtc, nowMs)
  const full = year.length === 2 ? 2000 + Number(year) : Number(year)
  const date = [full, Number(month) - 1, Number(day)] as const
  const at = isUtc ? Date.UTC(...date, ...clock) : new Date(...date, ...clock).getTime()
  const read = new Date(at)
  // 31 February is no day, though JavaScript knows one.
  const [monthRead, dayRead] = isUtc
    ? [read.getUTCMonth(), read.getUTCDate()]
    : [read.getMonth(), read.getDate()]
  const isDay = monthRead === date[1] && dayRead === date[2]
  return isDay && at > nowMs ? at : undefined
}

/** Today or tomorrow; a day on which clocks are changed is longer or shorter than others. */
function nextOf(
  clock: readonly [hours: number, minutes: number, seconds: number],
  isUtc: boolean,
  nowMs: number,
): number | undefined {
  const days = [nowMs, nowMs + dayMs, nowMs + dayMs + dayMs / 2].map((ms) => {
    const day = new Date(ms)
    return isUtc
      ? Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), ...clock)
      : new Date(day.getFullYear(), day.getMonth(), day.getDate(), ...clock).getTime()
  })
  return days.find((at) => at > nowMs)
}
