import { displayStyles } from '@underlay/evidence'
import { render } from 'preact'
import { Detail } from './detail/detail.tsx'
import { Flows } from './flows/flows.tsx'
import { Downloads, Head } from './head/head.tsx'
import { keepTheme } from './head/theme.ts'
import { FilterBox } from './packets/filter-box.tsx'
import { PacketList } from './packets/packet-list.tsx'
import { keepSearching } from './packets/shown-packets.ts'
import { Routes } from './routes/routes.tsx'
import { announcement, currentCapture } from './state.ts'
import { Topology } from './topology/topology.tsx'
import { Verdicts } from './verdicts/verdicts.tsx'
import pageStyles from './page.css?inline'

function Page() {
  const capture = currentCapture.value
  return (
    <>
      <Head />
      <main>
        <section id="lab" aria-labelledby="lab-title">
          <h2 id="lab-title">Lab</h2>
          <Topology />
        </section>
        <section id="verdicts" aria-labelledby="verdicts-title">
          <h2 id="verdicts-title">Verdicts</h2>
          <Verdicts />
          <h2>Captures</h2>
          <Downloads />
        </section>
        <section id="packets" class="full" aria-labelledby="packets-title">
          <h2 id="packets-title">
            Packets <small>{capture?.title}</small>
          </h2>
          <FilterBox />
          {capture?.problem !== undefined && <p class="problem">{capture.problem}</p>}
          <PacketList />
          <Detail />
        </section>
        <section id="flows" class="full" aria-labelledby="flows-title">
          <h2 id="flows-title">Flows along their paths</h2>
          <Flows />
        </section>
        <section id="routes" class="full" aria-labelledby="routes-title">
          <h2 id="routes-title">Routes</h2>
          <Routes />
        </section>
      </main>
      <p class="sr-only" role="status">
        {announcement.value}
      </p>
    </>
  )
}

const style = document.createElement('style')
style.textContent = `${pageStyles}\n${displayStyles}`
document.head.append(style)
keepTheme()
keepSearching()
openForPrint()
const root = document.querySelector('#page')
if (root !== null) render(<Page />, root)

/** Paper has no way to open what is closed. */
function openForPrint(): void {
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details')) details.open = true
  })
}
