/** A virtual router with a script that costs it 20 when it fails. */
export const scriptedInstance = (priority: number): string => `
vrrp_script chk {
    script "/bin/check"
    interval 2
    weight -20
}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority ${priority}
    version 3
    virtual_ipaddress {
        192.0.2.100/24
    }
    track_script {
        chk
    }
}`
