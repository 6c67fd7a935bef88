/** Why a file could not be read: the errno name, such as `ENOENT`, and words for people. */
export interface FileFailure {
  readonly code: string
  readonly message: string
}

export type FileContent =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly error: FileFailure }

/** How configuration files are read. Paths are those of the system, with `/` between names. */
export interface FileReader {
  /** The whole file; `EISDIR` for a directory. Never throws. */
  read(path: string): FileContent
  /** The names in a directory, in any order; undefined where there is no such directory. */
  list(directory: string): readonly string[] | undefined
}

/** Files that exist only in memory, by path. */
export function memoryFiles(files: Readonly<Record<string, string | Uint8Array>>): FileReader {
  const encoder = new TextEncoder()
  const paths = Object.keys(files)
  return {
    read(path) {
      const content = Object.hasOwn(files, path) ? files[path] : undefined
      if (content !== undefined) {
        return { ok: true, bytes: typeof content === 'string' ? encoder.encode(content) : content }
      }
      const isDirectory = paths.some((each) => each.startsWith(`${path}/`))
      return isDirectory
        ? { ok: false, error: { code: 'EISDIR', message: 'it is a directory' } }
        : { ok: false, error: { code: 'ENOENT', message: 'no such file or directory' } }
    },
    list(directory) {
      const prefix = directory === '' || directory === '.' ? '' : `${directory}/`
      const inside = paths.filter((path) => path.startsWith(prefix) && path !== prefix)
      if (inside.length === 0) return undefined
      const names = inside.map((path) => path.slice(prefix.length).split('/')[0] ?? '')
      return [...new Set(names)]
    },
  }
}
