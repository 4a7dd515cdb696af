import { setFlagsFromString } from 'node:v8'

/**
 * What a request allocates is garbage a batch of the folds later. In a busy moment V8 learns of most of it that it outlives a
 * collection of the young generation, and makes it in the old one from then on: every few seconds all of it is collected at once,
 * with stalls of 50 ms and more (docs/decisions/0037-what-is-short-lived-stays-young.md). To be called before there is anything to learn from.
 */
export function keepYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}
