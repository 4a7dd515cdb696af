/** Columns of the log, the first of which holds a time of another year: two lines a row on phones, one from there on; what it says only where there is room. */
export function lineGrid(isNarrow: boolean): string {
  const wide = isNarrow ? '' : 'wide:grid-cols-[8.5rem_7rem_11rem_minmax(0,1fr)_minmax(0,1.6fr)_8.5rem]'
  return `grid grid-cols-[5rem_minmax(0,1fr)_auto] gap-x-3 tablet:grid-cols-[8.5rem_7rem_10rem_minmax(0,1fr)_auto] ${wide}`
}
