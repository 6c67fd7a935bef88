/** Joins and normalises: `a/b` and `../c` give `a/c`. An absolute second path stands alone. */
export function joinPath(directory: string, path: string): string {
  const whole = path.startsWith('/') || directory === '' ? path : `${directory}/${path}`
  const names: string[] = []
  for (const name of whole.split('/')) {
    if (name === '' || name === '.') continue
    const last = names.at(-1)
    if (name === '..' && last !== undefined && last !== '..') names.pop()
    else if (name !== '..' || !whole.startsWith('/')) names.push(name)
  }
  return (whole.startsWith('/') ? '/' : '') + names.join('/')
}

/** The directory that a file is in: empty for a name without one. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === 0 ? '/' : path.slice(0, Math.max(0, slash))
}
