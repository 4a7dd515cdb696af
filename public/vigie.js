// Vigie's tracker: docs/tracking.md
if (navigator.doNotTrack == 1 || navigator.globalPrivacyControl) window.vigie = () => {}
else {
  const { currentScript, referrer } = document
  const { key, host, hash } = currentScript.dataset
  const door = new URL('/v1/collect', host || currentScript.src)
  const random = () => crypto.getRandomValues(new Uint32Array(4)).join('-')
  let visitorId = random()
  try {
    visitorId = localStorage.vigie ||= visitorId
  } catch {}
  let url, since, timer, tries = 0, events = []

  // Apps set the title after the address.
  const body = () => JSON.stringify({ key, visitorId, sentAt: Date.now(), url, title: document.title, events })
  const send = async () => {
    const sent = events
    try {
      if (sent[0]) {
        const { status } = await fetch(door, { method: 'POST', body: body(), keepalive: !tries++ })
        if (status < 500 && status != 429) {
          events = events.filter((event) => !sent.includes(event))
          tries = 0
        }
      }
    } catch {}
    timer = 0
    if (events[0]) later()
  }
  const later = () => (timer ||= url && setTimeout(send, 300 * 2 ** tries))
  const add = (type, data) => {
    events = [...events.slice(-98), { id: random(), type, at: Date.now(), url, ...data }]
    later()
  }
  const leave = () => {
    if (since) add('leave', { ms: Date.now() - since })
    since = 0
  }
  const look = (event) => {
    const here = location.href.replace(hash == null ? /#.*/ : '', '')
    if (document.hidden) {
      leave()
      if (url && events[0] && navigator.sendBeacon(door, body())) events = []
    } else {
      if (url != here || event?.persisted) {
        leave()
        add('page', { referrer: url ?? referrer, url: (url = here) })
      }
      since ||= Date.now()
    }
  }

  for (const name of ['pushState', 'replaceState']) {
    const change = history[name]
    history[name] = (...call) => {
      change.apply(history, call)
      look()
    }
  }
  look()
  const early = window.vigie?.q || []
  window.vigie = (type, name, data) => add(type, JSON.parse(JSON.stringify({ name, data })))
  for (const call of early) vigie(...call)
  for (const name of ['popstate', 'pageshow', 'visibilitychange']) addEventListener(name, look)
}
