import 'server-only'
import {
  Body,
  Button,
  Container,
  Head,
  Html,
  Preview,
  Section,
  Text,
} from '@react-email/components'
import type { ReactNode } from 'react'

const ink = '#14201b'
const quiet = '#5d6b64'
const line = '#dfe5e1'
const accent = '#0f5c43'
const sans = "Geist,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif"
const mono = "'Geist Mono',ui-monospace,Menlo,Consolas,monospace"

type FrameProps = {
  /** What the inbox shows beside the subject. */
  preview: string
  /** Said last and small: why this mail came, what to do if it should not have. */
  footnote: string
  children: ReactNode
}

/** One frame for every mail: inline styles, no images, nothing fetched from anywhere. */
export function Frame({ preview, footnote, children }: FrameProps) {
  return (
    <Html lang="en">
      <Head>
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light" />
      </Head>
      <Preview>{preview}</Preview>
      <Body style={{ margin: 0, backgroundColor: '#f6f8f6', fontFamily: sans }}>
        <Container style={{ maxWidth: 520, padding: '32px 16px' }}>
          <Section
            style={{
              padding: 32,
              backgroundColor: '#ffffff',
              border: `1px solid ${line}`,
              borderRadius: 6,
            }}
          >
            <Text style={{ margin: '0 0 24px', fontSize: 16, fontWeight: 600, color: accent }}>
              Tollgate
            </Text>
            {children}
            <Text style={{ margin: 0, fontSize: 13, lineHeight: '20px', color: quiet }}>
              {footnote}
            </Text>
          </Section>
        </Container>
      </Body>
    </Html>
  )
}

export function Paragraph({ children }: { children: ReactNode }) {
  return (
    <Text style={{ margin: '0 0 16px', fontSize: 16, lineHeight: '24px', color: ink }}>
      {children}
    </Text>
  )
}

export type Fact = readonly [label: string, value: string]

/** Label and value, as a small ruled table; in the text part one line each (see render.ts). */
export function Facts({ rows }: { rows: readonly Fact[] }) {
  return (
    <table
      role="presentation"
      width="100%"
      cellPadding={0}
      cellSpacing={0}
      style={{ margin: '0 0 16px', fontSize: 16, lineHeight: '24px' }}
    >
      <tbody>
        {rows.map(([label, value]) => (
          <tr key={label} data-fact="">
            <td style={{ padding: '8px 0', borderTop: `1px solid ${line}`, color: quiet }}>
              {label}
            </td>
            <td
              align="right"
              style={{
                padding: '8px 0 8px 16px',
                borderTop: `1px solid ${line}`,
                fontFamily: mono,
                color: ink,
              }}
            >
              {value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The one thing to do. */
export function Action({ href, children }: { href: string; children: string }) {
  return (
    <Section style={{ margin: '0 0 24px' }}>
      <Button
        href={href}
        style={{
          padding: '12px 20px',
          borderRadius: 4,
          backgroundColor: accent,
          color: '#ffffff',
          fontSize: 16,
          fontWeight: 600,
        }}
      >
        {children}
      </Button>
    </Section>
  )
}
