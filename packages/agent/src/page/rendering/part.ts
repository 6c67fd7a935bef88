import type { Html } from '@holdfast/vrrp/timeline'

/** A part of the page, written when it is called. */
export type Part = () => Html
