import { formatDistance } from 'date-fns'
import type { Metadata } from 'next'
import { SignOutButton } from '@/components/auth/sign-out-button'
import { PortalButton } from '@/components/billing/portal-button'
import { LedgerSection } from '@/components/layout/ledger-section'
import { ApiKeys } from '@/components/settings/api-keys'
import { ProfileForm } from '@/components/settings/profile-form'
import { SessionList } from '@/components/settings/session-list'
import { formatDay } from '@/components/ui/date'
import { PageHeader } from '@/components/ui/page-header'
import { readApiKeys } from '@/lib/api/keys'
import { currentSession, requireUser } from '@/lib/auth'
import { describeDevice } from '@/lib/auth/device'
import { listSessions } from '@/lib/auth/sessions'
import { clock } from '@/lib/clock'

export const metadata: Metadata = { title: 'Settings' }

export default async function SettingsPage() {
  const user = await requireUser('/settings')
  const current = await currentSession()
  const now = clock.real()
  const ago = (date: Date) =>
    now.getTime() - date.getTime() < 60_000
      ? 'just now'
      : formatDistance(date, now, { addSuffix: true })
  const sessions = (await listSessions(user.id))
    .map(({ id, createdAt, lastSeenAt, userAgent }) => ({
      id,
      device: describeDevice(userAgent),
      lastSeen: ago(lastSeenAt),
      signedIn: ago(createdAt),
      current: id === current?.id,
    }))
    .toSorted((a, b) => Number(b.current) - Number(a.current))
  const { allowed, limit, keys } = await readApiKeys(user.id)
  return (
    <div className="shell pb-16">
      <PageHeader
        title="Settings"
        description="You, where you are signed in, and what your programs may do."
      />
      <LedgerSection title="Profile" note="How the product addresses you.">
        <ProfileForm name={user.name} email={user.email} />
      </LedgerSection>
      <LedgerSection
        title="Payment"
        note="Card, invoices and billing address, on the pages of our payment provider."
      >
        <PortalButton>Open the billing portal</PortalButton>
      </LedgerSection>
      <LedgerSection
        id="api-keys"
        title="API keys"
        note="For programs of yours. Each is shown once, and can be revoked at any time."
      >
        <ApiKeys
          allowed={allowed}
          limit={limit}
          keys={keys.map(({ createdAt, lastUsedAt, expiresAt, ...key }) => ({
            ...key,
            made: formatDay(createdAt.toISOString()),
            lastUsed: lastUsedAt && ago(lastUsedAt),
            expires: expiresAt
              ? `${key.expired ? 'expired' : 'expires'} ${formatDay(expiresAt.toISOString())}`
              : 'does not expire',
          }))}
        />
      </LedgerSection>
      <LedgerSection
        title="Sessions"
        note="Each browser you signed in with. A session ends after 30 days at the latest."
      >
        <SessionList sessions={sessions} />
      </LedgerSection>
      <LedgerSection title="This device" note="Ends the session of this browser only.">
        <SignOutButton />
      </LedgerSection>
    </div>
  )
}
