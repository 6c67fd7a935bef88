// Keeps the page as the agent is. Without it the page stays what it was when it was loaded.
export {}

const reader = new DOMParser()
/** What the person who looks at it has chosen. */
const chosen = new Set(['open', 'checked'])
const patienceMs = 5000

watch()

function watch() {
  const source = new EventSource('events')
  source.onopen = () => say('live', 'live')
  source.onmessage = ({ data }) => {
    for (const [id, markup] of Object.entries(JSON.parse(data))) {
      const wanted = reader.parseFromString(markup, 'text/html').body
      const area = document.getElementById(id)
      if (area !== null) renewChildren(area, wanted)
    }
  }
  source.onerror = () => {
    say('lost', 'not connected')
    // Who was refused does not try again by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(watch, patienceMs)
  }
}

/**
 * @param {string} state
 * @param {string} text
 */
function say(state, text) {
  const live = document.getElementById('live')
  if (live === null || live.textContent === text) return
  live.className = state
  live.textContent = text
}

/**
 * Makes an element like another one, and replaces as little as possible: who has the focus keeps it,
 * and what is scrolled stays where it is.
 *
 * @param {Element} old
 * @param {Element} wanted
 */
function renew(old, wanted) {
  for (const { name } of [...old.attributes]) {
    if (!wanted.hasAttribute(name) && !chosen.has(name)) old.removeAttribute(name)
  }
  for (const { name, value } of wanted.attributes) {
    if (old.getAttribute(name) !== value && !chosen.has(name)) old.setAttribute(name, value)
  }
  renewChildren(old, wanted)
}

/**
 * What has an id is found again by it, everything else by its place.
 *
 * @param {Element} old
 * @param {Element} wanted
 */
function renewChildren(old, wanted) {
  const known = new Map([...old.children].map((child) => [child.id, child]))
  let place = old.firstChild
  for (const child of [...wanted.childNodes]) {
    const same = idOf(child) === '' ? place : (known.get(idOf(child)) ?? null)
    if (same === null || same.nodeName !== child.nodeName || idOf(same) !== idOf(child)) {
      old.insertBefore(child, place)
      continue
    }
    if (same === place) place = place.nextSibling
    else old.insertBefore(same, place)
    if (same instanceof Element && child instanceof Element) renew(same, child)
    else if (same.nodeValue !== child.nodeValue) same.nodeValue = child.nodeValue
  }
  while (place !== null) {
    const next = place.nextSibling
    place.remove()
    place = next
  }
}

/** @param {Node} node */
function idOf(node) {
  return node instanceof Element ? node.id : ''
}
