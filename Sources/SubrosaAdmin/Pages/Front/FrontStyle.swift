/// How the front page looks, light and dark, wide and narrow. No fonts or pictures from anywhere.
enum FrontStyle {
    static let html: HTML = """

        :root { color-scheme: light dark; --back: #faf8f6; --card: #fff; --text: #1f1d1b; --quiet: #5d5953; --line: #d9d4cc;
          --rose: #9c1c4a; --well: #17653a; --troubled: #855300; --down: #b3241b; --unknown: #625e58; }
        @media (prefers-color-scheme: dark) { :root { --back: #161517; --card: #201f22; --text: #ece9e4; --quiet: #aba69f;
          --line: #3d3a40; --rose: #f293b4; --well: #71cf98; --troubled: #eab650; --down: #ff8f85; --unknown: #a8a39c; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--back); color: var(--text);
          font: 1rem/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
        details { margin-bottom: 1rem; }
        summary { padding: .5rem 0; cursor: pointer; }
        h1 { margin: 0; font-size: 1.6rem; color: var(--rose); }
        h1 small { font-size: 1rem; font-weight: normal; color: var(--quiet); }
        h2 { margin: 0 0 .5rem; font-size: 1.15rem; }
        h3 { margin: .8rem 0 .3rem; font-size: 1rem; }
        p { margin: .3rem 0; }
        a { color: var(--rose); }
        :focus-visible { outline: 3px solid var(--rose); outline-offset: 2px; }
        .skip { position: absolute; left: -99rem; }
        .skip:focus { position: static; }
        .quiet, caption, td::before { color: var(--quiet); font-size: .875rem; font-weight: 400; }
        .whole { white-space: nowrap; }
        .code { font-family: ui-monospace, monospace; font-size: .8rem; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
        footer a { margin-right: 1rem; }
        #verdict { font-size: 1.25rem; font-weight: 600; margin: 1rem 0; }
        #problems { border-left: .4rem solid var(--down); }
        .problems { margin: 0; padding-left: 1.2rem; }
        .problems li { margin: .5rem 0; }
        .remedy { display: block; border-left: .2rem solid var(--line); padding-left: .5rem; }
        #live { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; margin: .5rem 0; }
        #live[hidden] { display: none; }
        #live p { margin: 0; }
        button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--quiet); border-radius: .4rem;
          padding: .35rem .9rem; min-height: 2.5rem; cursor: pointer; }
        .stale main { border: .25rem dashed var(--troubled); border-radius: .5rem; padding: 0 .5rem; }
        .mark b { display: inline-block; min-width: 1em; }
        .well { color: var(--well); } .troubled { color: var(--troubled); } .down { color: var(--down); }
        .unknown { color: var(--unknown); }
        table { width: 100%; border-collapse: collapse; margin-bottom: 1rem; }
        caption { text-align: left; padding-bottom: .3rem; }
        th, td { text-align: left; vertical-align: top; padding: .4rem .9rem .4rem 0; border-top: 1px solid var(--line); }
        thead th { border-top: 0; overflow-wrap: normal; font-size: .875rem; color: var(--quiet); font-weight: 600; }
        .spark { width: 11.25rem; max-width: 100%; height: 1.625rem; border-bottom: 1px solid var(--line); }
        .spark path { fill: none; stroke: var(--rose); stroke-width: 1.5; vector-effect: non-scaling-stroke;
          stroke-linejoin: round; }
        .cluster { display: block; width: 100%; max-width: 48rem; margin: 0 auto; }
        .way { stroke: currentColor; stroke-width: 3; }
        .way.far { stroke-width: 1.5; }
        .way.down line { stroke-dasharray: 9 7; } .way.troubled line { stroke-dasharray: 18 5; }
        .way.unknown line { stroke-dasharray: 1 7; stroke-linecap: round; }
        .plate { fill: var(--card); stroke-width: 1.5; }
        .node circle, .node path { fill: var(--card); stroke: currentColor; stroke-width: 3; }
        .node.unknown circle { stroke-dasharray: 4 5; }
        .sign, .label { text-anchor: middle; stroke: none; fill: currentColor; font-weight: 700; font-size: 17px; }
        .way .sign { font-size: 13px; }
        .label { fill: var(--text); font-weight: 400; } .label.own { font-weight: 700; }
        .legend .mark { white-space: nowrap; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .4rem; margin: 0 0 .5rem;
          padding: 0; list-style: none; }
        .tiles li { border: 1px solid currentColor; border-left-width: .4rem; border-radius: .3rem; padding: .3rem .5rem; }
        .tiles > .down { border-style: dashed; border-left-style: solid; }
        .tiles .name { display: block; color: var(--text); font-weight: 600; }
        .tiles .mark { font-size: .875rem; }
        .grid { overflow-x: auto; }
        .grid table { width: auto; }
        .grid th, .grid td { text-align: center; padding: .2rem .6rem; min-width: 2rem; }
        .grid th[scope=row] { text-align: left; white-space: nowrap; }
        .squares { display: block; width: 100%; max-width: 40rem; margin: 0 auto; border: 1px solid var(--line); }
        .squares path { fill: currentColor; }
        @media (min-width: 64rem) { #peers :is(td:nth-of-type(1), td:nth-of-type(2)) { min-width: 10.5rem; } }
        @media (max-width: 44rem) {
          body { padding: .5rem; }
          section { padding: .75rem; }
          .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          .cards, .cards caption, .cards tbody, .cards tr, .cards th, .cards td { display: block; }
          .cards tr { border-top: 1px solid var(--line); padding: .5rem 0; }
          .cards th, .cards td { border: 0; padding: .1rem 0; }
          .cards td::before { content: attr(data-head) ": "; }
          .label { font-size: 28px; }
          td:empty { display: none; }
          .whole { white-space: normal; }
        }
        @media (prefers-contrast: more) { :root { --quiet: var(--text); --line: var(--text); } }
        @media (prefers-reduced-motion: no-preference) { .stale main { transition: border-color .3s; } }

        """
}
