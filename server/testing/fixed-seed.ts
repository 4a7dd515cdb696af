import fc from 'fast-check'

/** Property tests try the same values in every run; a counter-example that is found becomes a named test. */
fc.configureGlobal({ seed: 20261123, numRuns: 100 })
