import type { QuarantinedDetail } from '#contract/quarantine.ts'

/** What somebody has made of the body of a request. */
export interface MendedBody {
  /** The request's. */
  id: string
  body: string
}

/** The body as it is to be replayed. */
export function bodyOf({ id, body }: Pick<QuarantinedDetail, 'id' | 'body'>, mended: MendedBody | null): string {
  return mended?.id === id ? mended.body : body
}

/** Whether a mended body is still to be sent, or to be mended further: with the page it would be lost. */
export function isBeingMended(
  detail: Pick<QuarantinedDetail, 'id' | 'body' | 'state'>,
  mended: MendedBody | null,
): boolean {
  return detail.state === 'open' && bodyOf(detail, mended) !== detail.body
}
