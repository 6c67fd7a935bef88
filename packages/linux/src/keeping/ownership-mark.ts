/**
 * How addresses, routes and rules that are ours are recognised, by people (`ip -d address`, `ip route`)
 * and after a crash: IFA_PROTO and RTPROT_* are VRRP's IP protocol number. No routing daemon uses it,
 * and it is not the 18 of keepalived, which removes what bears its own mark. Kernels before 5.18
 * (addresses) and 4.17 (rules) ignore it.
 */
export const ownershipMark = 112
