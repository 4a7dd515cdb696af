import { ConnectDatabase } from '#components/databases/connect-database.tsx'

export default function ConnectDatabasePage() {
  return <ConnectDatabase />
}
