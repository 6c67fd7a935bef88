import type { Cancel } from '@holdfast/core'

/** A file whose content somebody tracks: one of this machine, or one of a test. */
export interface TrackedFile {
  /** The beginning of its content; '' when there is none, or it cannot be read. Never rejects. */
  read(): Promise<string>

  /**
   * Calls back when the file may have changed, sooner than it is next looked at. Only a hint: it may
   * be missing altogether, come twice, or come for nothing.
   */
  hint(onChange: () => void): Cancel
}
