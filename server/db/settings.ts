import * as z from 'zod'
import type { Prisma } from './prisma.ts'

/** The `business` setting: whose installation this is and where its days begin. */
export const businessSchema = z.object({
  company: z.string().min(1).max(80),
  /** IANA name. */
  timeZone: z.string().min(1).max(64),
})
export type Business = z.infer<typeof businessSchema>

/** @returns the setting; on a new installation the machine's time zone, which is then kept. */
export async function readBusiness(prisma: Prisma): Promise<Business> {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const first: Business = { company: 'Vigie', timeZone }
  await prisma.setting.createMany({ data: { key: 'business', value: first }, skipDuplicates: true })
  const row = await prisma.setting.findUniqueOrThrow({ where: { key: 'business' } })
  return businessSchema.parse(row.value)
}

export async function writeBusiness(prisma: Prisma, business: Business): Promise<void> {
  await prisma.setting.upsert({
    where: { key: 'business' },
    create: { key: 'business', value: business },
    update: { value: business },
  })
}
