import type { Metadata } from 'next'
import { CodeForm } from '@/components/admin/code-form'
import { CodeList } from '@/components/admin/code-list'
import { FindUser } from '@/components/admin/find-user'
import { GivenCredits } from '@/components/admin/given-credits'
import { GrantAccessForm } from '@/components/admin/grant-access-form'
import { GrantCreditsForm } from '@/components/admin/grant-credits-form'
import { OverrideList } from '@/components/admin/override-list'
import { CanUseList } from '@/components/billing/can-use-section'
import { LedgerSection } from '@/components/layout/ledger-section'
import { Alert } from '@/components/ui/alert'
import { Credits } from '@/components/ui/amount'
import { PageHeader } from '@/components/ui/page-header'
import { accessOf, type Access } from '@/lib/admin/access'
import { requireAdmin } from '@/lib/auth'
import { env } from '@/lib/env'
import { listCodes } from '@/lib/promotions'

export const metadata: Metadata = { title: 'Access, admin', robots: { index: false } }

export default async function AdminAccessPage({ searchParams }: PageProps<'/admin/access'>) {
  await requireAdmin()
  const { user } = await searchParams
  const email = typeof user === 'string' && user.trim() !== '' ? user : undefined
  const [access, codes] = await Promise.all([email ? accessOf(email) : null, listCodes()])
  return (
    <div className="shell pb-16">
      <PageHeader
        title="Access"
        description="What somebody may use and why; grants by hand; codes that give credits, features and limits."
      />
      <LedgerSection title="User">
        <FindUser email={email} />
        {email && !access && (
          <Alert className="mt-4" title={`Nobody has the address ${email}`}>
            Look for the address they sign in with.
          </Alert>
        )}
      </LedgerSection>
      {access && <UserAccess access={access} />}
      <LedgerSection
        title="Codes"
        note="Each user redeems a code once. Withdrawing it takes nothing back."
      >
        <CodeList codes={codes} appUrl={env().APP_URL} />
      </LedgerSection>
      <LedgerSection title="New code">
        <CodeForm />
      </LedgerSection>
    </div>
  )
}

function UserAccess({
  access: { user, available, rows, used, overrides, credits },
}: {
  access: Access
}) {
  return (
    <>
      <LedgerSection title="Can use" note={<span className="wrap-anywhere">{user.email}</span>}>
        <CanUseList rows={rows} used={used} />
      </LedgerSection>
      <LedgerSection title="Granted" note="By hand and by codes, beyond the plan.">
        <OverrideList overrides={overrides} />
      </LedgerSection>
      <LedgerSection title="Grant access">
        <GrantAccessForm key={user.id} userId={user.id} />
      </LedgerSection>
      <LedgerSection
        title="Credits"
        note={
          <>
            <Credits amount={available} /> available
          </>
        }
      >
        <GivenCredits userId={user.id} credits={credits} />
        <h3 className="mt-8 mb-4 font-medium">Give credits</h3>
        <GrantCreditsForm key={user.id} userId={user.id} />
      </LedgerSection>
    </>
  )
}
