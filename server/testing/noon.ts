import { createPrisma } from '../db/prisma.ts'
import { writeBusiness } from '../db/settings.ts'

/**
 * Gives an installation that has not been started yet a time zone in which it is noon now: its business day does not end
 * while a test counts what came today.
 */
export async function makeItNoon(databaseUrl: string): Promise<void> {
  const hours = 12 - new Date().getUTCHours()
  // In these names east of Greenwich is a minus.
  const timeZone = `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
  const prisma = createPrisma(databaseUrl)
  await writeBusiness(prisma, { company: 'Vigie', timeZone })
  await prisma.$disconnect()
}
