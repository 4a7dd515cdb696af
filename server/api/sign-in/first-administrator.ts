import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Prisma } from '../../db/prisma.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { Welcome } from '#contract/sign-in.ts'
import { anybodyExists, createPerson } from './people.ts'

const identifier = 'first-administrator'
const hoursValid = 24

/**
 * The link that makes the first administrator: shown on the terminal of whoever starts Vigie, kept as a digest, and replaced
 * by each start until somebody has used one.
 *
 * @returns its token; null when somebody exists
 */
export async function issueWelcome(prisma: Prisma): Promise<string | null> {
  if (await anybodyExists(prisma)) return null
  const token = randomBytes(24).toString('base64url')
  const expiresAt = new Date(Date.now() + hoursValid * 3_600_000)
  await prisma.$transaction([
    prisma.verification.deleteMany({ where: { identifier } }),
    prisma.verification.create({ data: { id: randomUUID(), identifier, value: digestOf(token), expiresAt } }),
  ])
  return token
}

/** @throws ProblemError `forbidden` when the link was used, is too old, or was never one. */
export async function welcome(prisma: Prisma, { token, ...person }: Welcome): Promise<void> {
  await prisma.$transaction(async (tx) => {
    // Of two at once the second waits here, and finds it gone.
    const { count } = await tx.verification.deleteMany({
      where: { identifier, value: digestOf(token), expiresAt: { gt: new Date() } },
    })
    if (count === 0 || (await anybodyExists(tx))) {
      throw new ProblemError(
        'forbidden',
        'this link has been used, is too old, or was replaced by a later one: start Vigie again, and open the link it prints',
      )
    }
    await createPerson(tx, { ...person, roles: ['admin'] })
  })
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
