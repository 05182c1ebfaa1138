import { formatDistance } from 'date-fns'
import type { Metadata } from 'next'
import { SignOutButton } from '@/components/auth/sign-out-button'
import { PortalButton } from '@/components/billing/portal-button'
import { LedgerSection } from '@/components/layout/ledger-section'
import { ProfileForm } from '@/components/settings/profile-form'
import { SessionList } from '@/components/settings/session-list'
import { PageHeader } from '@/components/ui/page-header'
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
  return (
    <div className="shell pb-16">
      <PageHeader title="Settings" description="You, and where you are signed in." />
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
