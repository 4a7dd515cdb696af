import { ProblemError } from '../runtime/problem-error.ts'

/** The source behind *Try it*: the server signs, the browser sends. */
export const trySource = { slug: 'try-it', name: 'Try it' }

/** What the server itself has to say is an event of this source. It has no door, no settings, and no row on the wall. */
export const ownSource = 'vigie'

export const ownSources: readonly string[] = [trySource.slug, ownSource]

/** @throws ProblemError `forbidden` for a source that nobody but the server manages. */
export function refuseOwn(slug: string): void {
  if (!ownSources.includes(slug)) return
  const detail = 'this name is the server’s own'
  throw new ProblemError('forbidden', detail, { errors: [{ pointer: '#/slug', detail }] })
}

/** `/settings/sources/{slug}` is where a source is managed, and these are other pages there: it could not be reached. */
export const namesOfPages: readonly string[] = ['connect', 'new']

/** @throws ProblemError `forbidden` for a name that a source cannot be given. */
export function refuseTakenName(slug: string): void {
  refuseOwn(slug)
  if (!namesOfPages.includes(slug)) return
  const detail = `a page of Vigie’s own has the address /settings/sources/${slug}; choose another name`
  throw new ProblemError('forbidden', detail, { errors: [{ pointer: '#/slug', detail }] })
}
