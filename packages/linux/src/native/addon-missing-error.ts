import { HoldfastError } from '@holdfast/core'

/** The compiled addon of this package is not there or does not load here. */
export class AddonMissingError extends HoldfastError {
  /** `reason` is what the installation or the loader said. */
  constructor(reason: string, options?: ErrorOptions) {
    super('ERR_HOLDFAST_ADDON', `${what}: ${reason}.\n${remedy}`, options)
  }
}

const what = 'The native addon of @holdfast/linux, which opens its sockets, cannot be used'
const remedy = `It needs Linux, and is compiled when the package is installed. Install a C compiler
(Debian, Ubuntu: apt install gcc libc6-dev; Fedora, RHEL: dnf install gcc glibc-devel; Alpine:
apk add gcc musl-dev), then run: npm rebuild @holdfast/linux
Package managers may want to be told that the install script may run: pnpm by onlyBuiltDependencies.`
