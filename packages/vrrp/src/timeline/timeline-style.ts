/**
 * How a timeline looks: light or dark as the reader likes it. A state is told by its brightness and
 * height too, for those who see no colours: a master is solid, a backup pale and lower, a fault
 * hollow.
 */
export const timelineStyle = `
:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3d444d);
  --quiet: light-dark(#59636e, #9198a1); --accent: light-dark(#0550ae, #79c0ff);
  --master: light-dark(#1a7f37, #238636); --on-master: #fff;
  --backup: light-dark(#c8e1ff, #123d75); --on-backup: light-dark(#0a3069, #cae8ff);
  --fault: light-dark(#cf222e, #ff7b72); --on-fault: light-dark(#a40e26, #ffa198);
  --fault-ground: light-dark(#ffebe9, #3b1316);
  --init: light-dark(#e4e8ec, #31363d); --on-init: light-dark(#424a53, #c9d1d9) }
.timeline { width: max-content; min-width: 100% }
.lane { display: flex; align-items: center; border-top: 1px solid var(--line) }
.lane.ruler { border: 0 }
.lane > b { flex: 0 0 var(--label, 9rem); position: sticky; left: 0; z-index: 1; padding-right: .5rem;
  box-sizing: border-box; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
  background: var(--ground, Canvas) }
.lane > svg { flex: 0 0 auto; width: var(--width, calc(100% - var(--label, 9rem))); height: 30px;
  overflow: hidden }
.lane.ruler > svg { height: 20px }
.lane line { stroke: var(--line) }
.lane text { font: 12px system-ui, sans-serif; fill: var(--quiet);
  font-variant-numeric: tabular-nums }
.lane a { text-decoration: none }
.lane svg.MASTER rect { fill: var(--master) } .lane svg.MASTER text { fill: var(--on-master) }
.lane svg.BACKUP rect { fill: var(--backup) } .lane svg.BACKUP text { fill: var(--on-backup) }
.lane svg.FAULT rect { fill: var(--fault-ground); stroke: var(--fault); stroke-width: 3px }
.lane svg.FAULT text { fill: var(--on-fault) }
.lane svg.INIT rect { fill: var(--init) } .lane svg.INIT text { display: none }
.lane a line { stroke-width: 2px }
.lane line.MASTER { stroke: var(--master) } .lane line.BACKUP { stroke: var(--backup) }
.lane line.FAULT { stroke: var(--fault) } .lane line.INIT { stroke: var(--init) }
.lane svg.torn { opacity: .45 }
.lane .mark path { fill: CanvasText; opacity: .75 }
.lane a:focus-visible { outline: none }
.lane a:focus-visible rect { stroke: Highlight; stroke-width: 6px }
.lane a.mark:focus-visible path { fill: Highlight; opacity: 1; stroke: Highlight; stroke-width: 3px }
`
