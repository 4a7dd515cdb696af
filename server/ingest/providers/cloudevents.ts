import { accessTokenOf, verifyKey } from '../bearer-key.ts'
import { toCloudEvent } from '../cloud-event.ts'
import { cloudEventsOf, readCloudEvents } from '../cloudevents-http.ts'
import { defineProvider, noConfig, plainSecret } from '../provider.ts'
import { limitCount, refuseIfNoneIsValid } from '../webhook-events.ts'

/** CloudEvents 1.0 over HTTP: binary, structured and batch. The key says which source sends. */
export const cloudevents = defineProvider({
  kind: 'cloudevents',
  door: 'events',
  key: 'secret',
  config: noConfig,
  secret: plainSecret({ minLength: 16 }),
  // In binary mode the data may have any type: `read` tells what it cannot read.
  accepts: () => true,
  read: readCloudEvents,
  verify: (request, keys) => verifyKey(accessTokenOf(request), keys),
  map(request, body) {
    const items = cloudEventsOf(request, body)
    limitCount(items.length)
    const mapped = items.map((item) => toCloudEvent(request, item))
    refuseIfNoneIsValid(mapped)
    return mapped
  },
})
