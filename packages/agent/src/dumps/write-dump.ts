import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

const { O_WRONLY, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants

/**
 * Writes a file in a folder that others may write to as well. What somebody else may have put there
 * is refused: a symbolic link, a second name of some other file, a FIFO, a file of another user.
 *
 * Rejects with what the system says, or with why it is refused.
 */
export async function writeDump(path: string, text: string): Promise<void> {
  // Nothing is cut short before it is known to be ours.
  const file = await open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
  try {
    const found = await file.stat()
    if (!found.isFile()) throw new Error(`${path} is not a regular file`)
    if (found.nlink > 1) throw new Error(`${path} has other names`)
    if (found.uid !== process.getuid?.()) throw new Error(`${path} belongs to another user`)
    await file.truncate(0)
    await file.writeFile(text)
  } finally {
    await file.close()
  }
}
