/*
 * Who is behind what lets others in or tells them something: tokens, invitations, recipients, televisions. What somebody has made holds as
 * long as they may make it: else whoever is removed keeps a key, or has made one beforehand. All of it is SQL, for the queries
 * that ask.
 */

/**
 * The person who acts: themselves, or whoever is behind the token that acts; null where nobody is, as on the terminal and with
 * what was made there.
 *
 * @param actor a parameter: the id of a person or a token, or null
 */
export function personBehind(actor: string): string {
  return `(select id from users where id = coalesce((select created_by_id from api_tokens where id::text = ${actor}), ${actor}))`
}

interface Made {
  /** An expression: the id of whoever made it. */
  maker: string
  /** An expression: whether this is a demonstration, whose personas are somebody. */
  demo: string
}

/** What a maker is now, `text[]`; null where they have gone, may not sign in, or are a persona and this is no demonstration. */
export function rolesOfMaker({ maker, demo }: Made): string {
  return `(select maker.roles from users maker
    where maker.id = ${maker} and maker.deactivated_at is null and (${demo} or not maker.is_persona))`
}

/** Whether what goes on without its maker holds: unless it comes from a persona, and this is no demonstration. Never null. */
export function isOfThisInstallation({ maker, demo }: Made): string {
  return `(${demo} or not exists (select from users maker where maker.id = ${maker} and maker.is_persona))`
}

/** Whether what only administrators make holds: its maker is one now, or nobody is behind it. Never null. */
export function isHeldByAdministrator(made: Made): string {
  return `(${made.maker} is null or coalesce(${rolesOfMaker(made)} @> array['admin'], false))`
}
