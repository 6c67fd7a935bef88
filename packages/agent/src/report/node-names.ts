/**
 * Short names for nodes, from the paths of their files: `lb1` of `lb1.conf`, or of
 * `lb1/keepalived.conf` where every file has the same name; else the paths themselves.
 */
export function nodeNames(files: readonly string[]): readonly string[] {
  const paths = files.map((file) => file.split('/').filter(Boolean))
  const ofFiles = paths.map((path) => path.at(-1)?.replace(/\.conf(?=@|$)/, '') ?? '')
  if (isUsable(ofFiles)) return ofFiles
  const ofFolders = paths.map((path) => path.at(-2) ?? '')
  if (isUsable(ofFolders)) return ofFolders
  return isUsable(files) ? files : files.map((file, at) => `${file}#${at + 1}`)
}

function isUsable(names: readonly string[]): boolean {
  return new Set(names).size === names.length && !names.includes('')
}
