import { randomUUID } from 'node:crypto'
import type { Prisma } from '../../db/prisma.ts'
import type { Role } from '#contract/role-names.ts'
import { hashPassword } from 'better-auth/crypto'

export interface NewPerson {
  name: string
  /** In lower case. */
  email: string
  password: string
  roles: readonly Role[]
}

type Writer = Pick<Prisma, 'user'>

/** @returns the id. @throws a unique violation of Prisma (P2002) when somebody has this e-mail address. */
export async function createPerson(prisma: Writer, { name, email, password, roles }: NewPerson): Promise<string> {
  const id = randomUUID()
  const hash = await hashPassword(password)
  await prisma.user.create({
    data: {
      id,
      name,
      email,
      emailVerified: true,
      roles: [...roles],
      accounts: { create: { id: randomUUID(), accountId: id, providerId: 'credential', password: hash } },
    },
  })
  return id
}

/** Whether somebody can sign in here; roles of the demonstration are nobody. */
export async function anybodyExists(prisma: Writer): Promise<boolean> {
  return (await prisma.user.count({ where: { isPersona: false }, take: 1 })) > 0
}

const personaNames: Readonly<Record<Role, string>> = {
  admin: 'Administrator',
  exec: 'Executive',
  sales: 'Sales',
  support: 'Support',
  supply: 'Supply',
  marketing: 'Marketing',
  data: 'Data team',
}

/** Somebody to be in the demonstration, named by the role and nothing else; made when first needed. */
export async function ensurePersona(prisma: Writer, role: Role): Promise<{ id: string; name: string }> {
  const id = `persona-${role}`
  const data = { name: personaNames[role], email: `${role}@demonstration.invalid`, roles: [role], isPersona: true }
  await prisma.user.upsert({ where: { id }, create: { id, ...data }, update: {} })
  return { id, name: data.name }
}
