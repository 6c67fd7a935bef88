/** How a timeline looks: light or dark as the reader likes it, colours that differ in brightness too. */
export const timelineStyle = `
:root { color-scheme: light dark; --line: light-dark(#ccc, #444); --label: 9rem;
  --master: light-dark(#1b7837, #7fbf7b); --backup: light-dark(#c6dbef, #08519c);
  --fault: light-dark(#b2182b, #ef8a62); --init: light-dark(#eee, #333) }
body { font: 14px/1.5 system-ui, sans-serif; margin: 1.5rem }
h1 { font-size: 1.2rem; margin: 0 }
#chart { overflow-x: auto; border: 1px solid var(--line); --px: 4px }
.lane { display: flex; height: 1.8rem; border-bottom: 1px solid var(--line);
  width: calc(var(--label) + var(--end) * var(--px)) }
.lane b { flex: 0 0 var(--label); position: sticky; left: 0; z-index: 1; background: Canvas;
  padding: 0 .5rem; box-sizing: border-box; overflow: hidden; white-space: nowrap }
.lane div { position: relative; flex: 1 }
.lane a, .tick { position: absolute; left: calc(var(--at) * var(--px)); top: 0; bottom: 0 }
.lane a { width: calc(var(--for) * var(--px)); min-width: 2px; overflow: hidden; font-size: .75rem;
  text-decoration: none; padding-left: 2px; box-sizing: border-box; line-height: 1.8rem }
.tick { font-size: .75rem; border-left: 1px solid var(--line); padding-left: 2px }
.MASTER { background: var(--master); color: light-dark(#fff, #000) }
.BACKUP { background: var(--backup); color: light-dark(#000, #fff) }
.FAULT { background: var(--fault); color: light-dark(#fff, #000) }
.INIT { background: var(--init); color: CanvasText }
.lane a.mark { width: 2px; background: CanvasText; padding: 0 }
a:focus-visible, #chart:focus-visible { outline: 3px solid Highlight; outline-offset: -3px }
table { border-collapse: collapse; margin-top: 1rem }
td, th { text-align: left; padding: .1rem .8rem .1rem 0; vertical-align: top }
td:last-child { overflow-wrap: anywhere }
td:first-child { font-variant-numeric: tabular-nums; text-align: right }
tr.network { opacity: .75 }
tr:target { background: Mark; color: MarkText }
`

/** Without it there is still everything but another scale. */
export const timelineScript = `
const scale = document.getElementById('scale')
const chart = document.getElementById('chart')
const shown = document.getElementById('per-second')
scale.addEventListener('input', () => {
  const middle = (chart.scrollLeft + chart.clientWidth / 2) / chart.scrollWidth
  chart.style.setProperty('--px', scale.value + 'px')
  shown.value = scale.value + ' px'
  chart.scrollLeft = middle * chart.scrollWidth - chart.clientWidth / 2
})
`
