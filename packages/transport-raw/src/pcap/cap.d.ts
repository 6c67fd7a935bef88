/** What is used of the npm package `cap` 0.2.1, which has no types. */
declare module 'cap' {
  export class Cap {
    /**
     * Opens an interface in promiscuous mode and returns its link type, such as `ETHERNET`. The addon
     * keeps a bare pointer to `buffer`: whoever opens has to keep it referenced.
     */
    open(device: string, filter: string, ringBytes: number, buffer: Buffer): string
    on(event: 'packet', listener: (length: number, isTruncated: boolean) => void): void
    send(frame: Buffer, length: number): void
    close(): boolean
  }

  /** A CommonJS module: its names are properties of the default export only. */
  const cap: { readonly Cap: typeof Cap }
  export default cap
}
