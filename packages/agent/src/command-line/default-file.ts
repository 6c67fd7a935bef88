/** keepalived's own place. */
export const defaultFile = '/etc/keepalived/keepalived.conf'
