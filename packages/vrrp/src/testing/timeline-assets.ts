/** How the page of a run looks, around its timeline. */
export const pageStyle = `
body { font: 14px/1.5 system-ui, sans-serif; margin: 1.5rem; --ground: Canvas }
h1 { font-size: 1.2rem; margin: 0 }
#chart { overflow-x: auto; border: 1px solid var(--line); padding: 0 .5rem }
#chart:focus-visible { outline: 3px solid Highlight }
table { border-collapse: collapse; margin-top: 1rem }
td, th { text-align: left; padding: .1rem .8rem .1rem 0; vertical-align: top }
td:last-child { overflow-wrap: anywhere }
td:first-child { font-variant-numeric: tabular-nums; text-align: right }
tr.network { color: var(--quiet) }
tr:target { background: Mark; color: MarkText }
`

/** Without it there is still everything but another scale. */
export const pageScript = `
const scale = document.getElementById('scale')
const chart = document.getElementById('chart')
const shown = document.getElementById('per-second')
scale.addEventListener('input', () => {
  const middle = (chart.scrollLeft + chart.clientWidth / 2) / chart.scrollWidth
  chart.style.setProperty('--width', scale.value * chart.dataset.seconds + 'px')
  shown.value = scale.value + ' px'
  chart.scrollLeft = middle * chart.scrollWidth - chart.clientWidth / 2
})
`
