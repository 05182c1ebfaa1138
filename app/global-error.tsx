'use client'

/** When even the frame failed: no styles, no theme, hence its own few lines of both. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <head>
        <title>Tollgate could not start</title>
        <meta name="color-scheme" content="light dark" />
      </head>
      <body
        style={{
          margin: '0 auto',
          maxWidth: '32rem',
          padding: '20vh 1.5rem',
          font: '16px/1.5 system-ui, sans-serif',
        }}
      >
        <h1 style={{ fontSize: '1.5rem' }}>Tollgate could not be shown</h1>
        <p>
          Something failed on our side. Nothing was charged; your credits and your payments are as
          they were.
        </p>
        <button type="button" onClick={retry} style={{ font: 'inherit', padding: '.5rem 1rem' }}>
          Try again
        </button>
      </body>
    </html>
  )
}
