export const helpText = `Usage: holdfast COMMAND [OPTION...]

  holdfast run [-f FILE] [OPTION...]   run a keepalived.conf
  holdfast check [--json] FILE...      say what is wrong with each file
  holdfast lint [--json] [--simulate] FILE...
                                       compare the files of one cluster; show each failure
  holdfast doctor [-f FILE] [--json]   say what would keep a file from working on this machine
  holdfast status [--watch]            what a running agent does
  holdfast explain [NAME]              why, and what would have to change; NAME is an instance or
                                       a virtual server such as [192.0.2.10]:tcp:80
  holdfast history [INSTANCE]          what happened, and why; kept over restarts
  holdfast dump data|stats|json        what keepalived writes at its signals, to read or to parse
  holdfast demote|promote [INSTANCE]   hand mastership over, or take it where VRRP allows it
  holdfast maintenance on|off [INSTANCE]
                                       leave the election, and return to it
  holdfast set-priority INSTANCE PRIORITY
  holdfast set-weight INSTANCE TRACKER WEIGHT
  holdfast announce [INSTANCE]         tell the neighbours again where the addresses are
  holdfast drain SERVER [VIRTUAL] [--deadline SECONDS]
                                       no new connections to a real server; wait for those it has
  holdfast undrain SERVER [VIRTUAL]    back to work
  holdfast reload [--dry-run]          read the file again; or say what that would change
  holdfast events                      what happens, until it is interrupted
  holdfast ipvs list [--stats|--rate] [--exact] [--json]
                                       the kernel's virtual servers, as ipvsadm -ln prints them
  holdfast realserver up|down VIP...   serve behind a director (DR, TUN): the address on lo, silent
                                       in ARP; or as it was before
  holdfast genhash -s ADDRESS -p PORT -u PATH [-S] [-I] [-V HOST] [-P VERSION] [-t SECONDS] [-v]
                                       what to write behind \`digest\`
  holdfast version, holdfast help

Options of run
  -f, --use-file FILE       the configuration (/etc/keepalived/keepalived.conf)
  -i, --config-id ID        what lines with @ID are compared to (the host's name)
  -t, --config-test[=LOG]   read the configuration, say what is wrong, and end
      --strict              refuse a faulty configuration instead of running the rest of it
  -D, --log-detail          debug messages too
      --log-format FORMAT   keepalived (lines) or json
  -p, --pid FILE            where the number of the process is written
  -s, --namespace NAME      run inside this network namespace
  -u, --umask DIGITS        for files that are made
      --state-dir DIR       remembers what was changed in the kernel (/run/holdfast)
      --control PATH        the socket at which it is asked and steered (in the state directory)
      --metrics [ADDRESS:]PORT  answer Prometheus there (address: 127.0.0.1)
      --page [ADDRESS:]PORT     a page there that shows what it does; may be the same place
  -x, --snmp                all tables of SNMP, whatever the configuration enables
  -A, --snmp-agent-socket PLACE
                            the AgentX master (unix:/var/agentx/master)
      --damp-flapping SECONDS
                            keep an instance that flaps out of the election for so long, where
                            another router is heard
      --no-lease            addresses of a killed process stay, as keepalived's do
  -P, --vrrp, -C, --check   run only VRRP, or only virtual servers
  -I, --dont-release-ipvs   virtual servers stay in the kernel when it stops
      --ignore-sigint       SIGINT does not stop it

Options of doctor
  -f, --use-file FILE       the configuration (/etc/keepalived/keepalived.conf)
  -i, --config-id ID        what lines with @ID are compared to (the host's name)
  -s, --namespace NAME      look inside this network namespace
      --listen SECONDS      how long to listen to others (three adverts, at most 10 s)

Options of those that ask a running agent
      --control PATH        which one; needed where several run
      --state-dir DIR       where its socket is (/run/holdfast)
      --json                for programs

keepalived's other options are accepted, also without the word run: holdfast -n -l -f FILE.

Signals of run: HUP reads the file again, TERM and INT stop, USR1 writes /tmp/keepalived.data,
USR2 /tmp/keepalived.stats, RTMIN+2 /tmp/keepalived.json.
Exit codes of run: 0 stopped, 1 failed, 2 faulty configuration (--strict), 4 no privilege,
6 no configuration file. Of -t: 0 clean, 4 cannot run, 5 errors, 6 scripts without security.
Of check, lint and doctor: 0 clean, 1 warnings, 2 errors.
`
