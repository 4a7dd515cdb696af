import { usePlainWords } from '../runtime/issue-words.ts'

// As every program of ours begins: tests that share a worker shall not depend on which of them starts a server first.
usePlainWords()
