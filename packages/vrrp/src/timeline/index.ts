/**
 * What routers were when, as HTML: on the status page of an agent, and of a recorded simulation.
 *
 * @packageDocumentation
 */
export { Html, html } from './html.js'
export type { HtmlPart } from './html.js'
export { timelineChart } from './timeline-chart.js'
export type { TimelineChart, TimelineLane, TimelineMark, TimelineSpan } from './timeline-chart.js'
export { timelineStyle } from './timeline-style.js'
