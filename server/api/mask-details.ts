import type { EventDetails } from '#contract/event-details.ts'
import { maskEvent, maskRequest } from '../views/mask-event.ts'
import { maskText } from '../views/mask-personal.ts'

/** An event whole, to whoever may not see personal data: with its request, and with what projections say of it. */
export function maskDetails({ event, request, touched }: EventDetails): EventDetails {
  return {
    event: maskEvent(event),
    request: request.state === 'kept' ? { state: 'kept', request: maskRequest(request.request) } : request,
    touched: touched.map((each) => ({ ...each, error: each.error === null ? null : maskText(each.error) })),
  }
}
