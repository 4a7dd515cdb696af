/**
 * What does not fit goes: demand and deliveries first, then risk; never what is on hand and how long it lasts. What is coming
 * stands under what is on hand then.
 */
export const columns = {
  coming: 'hidden @4xl:table-cell',
  underOnHand: 'block @4xl:hidden',
  demand: 'hidden @3xl:table-cell',
  perHour: 'hidden @2xl:table-cell',
  moved: 'hidden @5xl:table-cell',
  risk: 'hidden @md:table-cell',
  delivery: 'hidden @xl:table-cell',
} as const
