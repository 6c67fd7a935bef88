import { HoldfastError } from '@holdfast/core'

/** A call of the kernel that failed. `errno` is its name: `ENODEV`. */
export class SystemCallError extends HoldfastError {
  /** The name, such as `EEXIST`; `E` and the number for one without a name. */
  readonly errno: string
  /** The system call or the netlink request, such as `bind` or `RTM_NEWADDR`. */
  readonly call: string

  /** `argument` says what the call was about, such as `eth0`; `detail` is the kernel's own text. */
  constructor(call: string, errno: string, argument?: string, detail?: string) {
    const about = argument === undefined ? '' : ` ${argument}`
    const text = detail === undefined ? '' : ` (${detail})`
    super('ERR_HOLDFAST_SYSTEM_CALL', `${call}${about}: ${errno}${text}`)
    this.errno = errno
    this.call = call
  }
}
