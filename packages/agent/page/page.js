// Keeps the page as the agent is. Without it the page stays what it was when it was loaded.

const live = document.getElementById('live')
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
    if (source.readyState !== EventSource.CLOSED) return
    // It was refused, and does not try again by itself.
    setTimeout(watch, patienceMs)
  }
}

function say(state, text) {
  live.className = state
  if (live.textContent !== text) live.textContent = text
}

/**
 * Makes a node like another one, and replaces as little as possible: who has the focus keeps it, and
 * what is scrolled stays where it is.
 */
function renew(old, wanted) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== wanted.data) old.data = wanted.data
    return
  }
  for (const { name } of [...old.attributes]) {
    if (!wanted.hasAttribute(name) && !chosen.has(name)) old.removeAttribute(name)
  }
  for (const { name, value } of wanted.attributes) {
    if (old.getAttribute(name) !== value && !chosen.has(name)) old.setAttribute(name, value)
  }
  renewChildren(old, wanted)
}

function renewChildren(old, wanted) {
  const named = new Map(
    [...old.children].filter(({ id }) => id !== '').map((each) => [each.id, each]),
  )
  let place = old.firstChild
  for (const child of [...wanted.childNodes]) {
    const known = child.id ? named.get(child.id) : place
    if (!isLike(known, child)) {
      old.insertBefore(child, place)
      continue
    }
    if (known === place) place = place.nextSibling
    else old.insertBefore(known, place)
    renew(known, child)
  }
  while (place !== null) {
    const next = place.nextSibling
    place.remove()
    place = next
  }
}

function isLike(one, other) {
  return (
    one !== null &&
    one !== undefined &&
    one.nodeName === other.nodeName &&
    (one.id ?? '') === (other.id ?? '')
  )
}
