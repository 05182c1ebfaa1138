import type { AuditRun } from '@/lib/credits'
import { findingText } from '@/lib/credits/audit-words'

type FindingListProps = { audit: AuditRun; emails: Record<string, string> }

const sentenceCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** What does not agree, by account: what was looked at, and what was expected and found, in words. */
export function FindingList({ audit, emails }: FindingListProps) {
  const users = [...new Set(audit.findings.map(({ userId }) => userId))]
  return (
    <>
      <ul className="border-t border-rule">
        {users.map((userId) => (
          <li key={userId} className="border-b border-rule py-4">
            <h3 className="flex flex-wrap items-baseline gap-x-3 font-medium">
              <span className="break-all">{emails[userId] ?? 'A user who is gone'}</span>
              <span className="font-mono text-xs font-normal break-all text-soft">{userId}</span>
            </h3>
            <ul className="mt-2 grid gap-3">
              {audit.findings
                .filter((finding) => finding.userId === userId)
                .map((finding) => (
                  <li
                    key={`${finding.problem} ${finding.subject}`}
                    className="border-l-2 border-danger pl-4"
                  >
                    <p>
                      {sentenceCase(finding.problem)}{' '}
                      {finding.subject !== 'account' && (
                        <span className="font-mono text-xs break-all text-soft">
                          {finding.subject}
                        </span>
                      )}
                    </p>
                    <p className="text-sm text-soft">{findingText(finding)}</p>
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
      {audit.problems > audit.findings.length && (
        <p className="mt-3 text-sm text-soft">
          The first {audit.findings.length} of {audit.problems.toLocaleString('en-US')}. All of
          them: <code className="font-mono text-xs">npm run audit -- --full</code>
        </p>
      )}
    </>
  )
}
