"use strict";
(() => {
	const words = {
		en: {
			promise: "Nothing leaves this browser: the page has no connection to anywhere, keeps nothing, and forgets all when it is closed.",
			choose: "Choose a file", drop: "or drop it anywhere here: CSV, xlsx, dbf, HL7 v2, CDA, JSON, tables of HTML, gzip, zip.",
			paste: "Or paste a sheet:", from: "Format", recognise: "recognised from its header", read: "Translate",
			samples: "Or try one of these. The people in them are invented.", to: "Sheet for the other side", saveFHIR: "Save FHIR", saveSheet: "Save sheet",
			source: "Source", sheet: "Other side", issues: "Issues", cells: "Sheet", readers: "Page for clinicians", fhirNote: "document Bundle of R4",
			notice: "The project gives no medical or legal advice; who sends a record across a border answers for the right to do so.",
			loading: "Loading…", loaded: ms => `Ready in ${ms} ms.`, working: "Translating…",
			noProgram: "crossbay.wasm.js is missing: it belongs into the folder of this page.", old: "This browser is too old for the page: it lacks WebAssembly or DecompressionStream.",
			stopped: "The program has stopped. Reload the page.", large: "The file is larger than 64 MiB. The command line translates files of any size.",
			another: "A file or a sheet", several: "One file at a time: put several into a zip archive.", nothing: "Nothing to read.",
			more: n => `The first ${n} records are shown. The command line translates whole files.`,
			tables: t => `${t.name}: ${t.layout}, ${t.title}` + (t.encoding && t.encoding !== "auto" ? `; ${t.encoding}` : "") + (t.diagnosis ? `; diagnoses in ${t.diagnosis}, procedures in ${t.procedure}` : ""),
			count: n => n === 1 ? "1 record" : `${n} records`, record: (r, name) => `${name}record ${r.number}, line ${r.line}` + (r.rejected ? " – rejected" : ""),
			rejected: "The record is rejected: the issues say why. Nothing is made of it.", raw: "The record as it stands in the file", written: "As it is written",
			noSheet: "No sheet.", noIssues: "None.", noCells: "None.",
			severity: {error: "Error", warning: "Warning", information: "Note"}, counted: (n, s) => `${n} ${{error: "error", warning: "warning", information: "note"}[s]}` + (n === 1 ? "" : "s"),
			step: {file: "in the file", read: "when reading", fhir: "in FHIR", sheet: "in the sheet for the other side"},
			heads: {cells: ["Column and element", "Cell"], issues: ["What", "Where", "What it means", "What to do", "Cell"]}, line: n => `line ${n}`,
		},
		zh: {
			promise: "数据不离开此浏览器：本页不与任何地方连接，不保存任何内容，关闭后即全部清除。",
			choose: "选择文件", drop: "或拖放到此处：CSV、xlsx、dbf、HL7 v2、CDA、JSON、HTML 表格、gzip、zip。",
			paste: "或粘贴病案数据：", from: "格式", recognise: "按表头自动识别", read: "转换",
			samples: "或试用以下样例（其中人物均为虚构）：", to: "对方格式", saveFHIR: "保存 FHIR", saveSheet: "保存对方病案",
			source: "来源", sheet: "对方", issues: "问题", cells: "病案", readers: "供医师阅读", fhirNote: "R4 文档 Bundle",
			notice: "本项目不提供医疗或法律意见；跨境传送病历者须自行确保其有权这样做。",
			loading: "正在加载…", loaded: ms => `加载用时 ${ms} 毫秒。`, working: "正在转换…",
			noProgram: "缺少 crossbay.wasm.js：该文件应与本页放在同一文件夹。", old: "浏览器版本过旧：不支持 WebAssembly 或 DecompressionStream。",
			stopped: "程序已停止，请重新加载本页。", large: "文件超过 64 MiB。命令行程序可转换任意大小的文件。",
			another: "文件或病案数据", several: "一次一个文件：多个文件请放入 zip 压缩包。", nothing: "没有可读取的内容。",
			more: n => `仅显示前 ${n} 条记录。命令行程序可转换整个文件。`,
			tables: t => `${t.name}：${t.layout}，${t.title}` + (t.encoding && t.encoding !== "auto" ? `；${t.encoding}` : "") + (t.diagnosis ? `；诊断编码 ${t.diagnosis}，手术编码 ${t.procedure}` : ""),
			count: n => `${n} 条记录`, record: (r, name) => `${name}第 ${r.number} 条，第 ${r.line} 行` + (r.rejected ? "（被拒绝）" : ""),
			rejected: "该记录被拒绝，原因见问题列表；未作任何转换。", raw: "文件中的原始记录", written: "写出的文件",
			noSheet: "无。", noIssues: "无。", noCells: "无。",
			severity: {error: "错误", warning: "警告", information: "提示"}, counted: (n, s) => `${n} 个${{error: "错误", warning: "警告", information: "提示"}[s]}`,
			step: {file: "文件", read: "读取时", fhir: "转为 FHIR 时", sheet: "转为对方病案时"},
			heads: {cells: ["列与要素", "单元格"], issues: ["类别", "位置", "含义", "处理办法", "单元格"]}, line: n => `第 ${n} 行`,
		},
	}
	const mostBytes = 64 << 20
	const at = id => document.getElementById(id)
	const data = JSON.parse(at("data").textContent)
	let language = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"
	let t = words[language]
	let program = null // the Go program, once it runs
	let wanted = null // what was asked for before that
	let file = null // what was opened, as the program tells of it
	let record = null // the one that is shown
	let view = "cells" // of the other side
	let said = {key: "loading"} // in the status line

	const make = (tag, properties, ...children) => {
		const e = Object.assign(document.createElement(tag), properties)
		e.append(...children.filter(c => c !== null && c !== ""))
		return e
	}

	const say = (key, ...more) => { said = {key, more}; showStatus() }
	function showStatus() {
		const error = ["noProgram", "old", "stopped", "large", "several", "nothing"].includes(said.key)
		let lines = typeof t[said.key] === "string" ? [t[said.key]] : []
		if (said.key === "opened") {
			lines = file.tables.map(table => t.tables(table))
			if (lines.length) lines.push(t.count(file.records.length))
			if (file.more) lines.push(t.more(file.records.length))
			lines.push(...file.faults)
		}
		if (said.more) lines.push(...said.more)
		at("status").textContent = lines.filter(line => line).join("\n")
		at("status").classList.toggle("error", error || (said.key === "opened" && file.tables.length === 0))
	}

	// call asks the program, and says so where it has stopped.
	function call(name, ...values) {
		try {
			const answer = JSON.parse(program[name](...values))
			if (answer.fault) {
				say("fault", answer.fault)
				return null
			}
			return answer
		} catch {
			say("stopped")
			return null
		}
	}

	function open(name, bytes) {
		wanted = null
		at("result").hidden = true
		file = record = null
		if (bytes.byteLength > mostBytes) return say("large")
		if (bytes.byteLength === 0) return say("nothing")
		if (!program) {
			wanted = [name, bytes]
			return
		}
		say("working")
		setTimeout(() => {
			file = call("open", name, bytes, at("from").value)
			if (!file) return
			say("opened")
			at("input").open = file.tables.length === 0
			if (file.records.length === 0) {
				if (file.tables.some(table => table.issues.length)) {
					at("result").hidden = false
					record = {source: [], raw: "", fhir: "", sheet: [], text: "", page: "", issues: []}
					showAll()
				}
				return
			}
			showRecords()
			const read = data.layouts.find(l => l.name === file.tables[file.records[0].table].layout)
			showTargets(read)
			at("result").hidden = false
			choose(0)
		})
	}

	// showTargets offers the layouts of what was read: of stays, or of reports.
	function showTargets(read) {
		at("to").replaceChildren(...data.layouts.filter(l => l.write && l.reports === read.reports).map(option))
		at("to").value = read.other
	}

	const option = l => make("option", {value: l.name}, `${l.name} – ${l.title}`)

	function choose(index) {
		at("records").value = index
		at("previous").disabled = index <= 0
		at("next").disabled = index >= file.records.length - 1
		record = call("record", index, at("to").value)
		showAll()
	}

	function showRecords() {
		const chosen = at("records").value
		at("records").replaceChildren(...file.records.map((r, i) =>
			make("option", {value: i}, t.record(r, file.tables.length > 1 ? file.tables[r.table].name + ": " : ""))))
		at("records").value = chosen
	}

	function showAll() {
		if (!record) return
		showSource()
		showSheet()
		showFHIR()
		showIssues()
	}

	const rank = {error: 3, warning: 2, information: 1}

	// cellsOf is a table of cells, each marked with the gravest of its issues.
	function cellsOf(cells, issues) {
		const worst = {}
		for (const i of issues) {
			if (i.column && (rank[i.severity] ?? 0) > (rank[worst[i.column]] ?? 0)) worst[i.column] = i.severity
		}
		return make("table", {className: "cells"},
			make("thead", {}, make("tr", {}, ...t.heads.cells.map(h => make("th", {scope: "col"}, h)))),
			make("tbody", {}, ...cells.map(c => make("tr", {className: worst[c.column] ?? ""},
				make("th", {scope: "row"}, make("span", {className: "name"}, c.column), c.title && c.title !== c.column ? " " + c.title : "",
					c.element ? make("span", {className: "element"}, c.element) : ""),
				make("td", {}, c.value)))))
	}

	// written is text of a file. Segments of messages end in CR, which breaks no line here.
	const written = text => make("pre", {}, text.replace(/\r(?!\n)/g, "\n"))

	const none = text => make("p", {className: "none"}, text)

	function showSource() {
		const body = at("source").querySelector(".body")
		body.replaceChildren(record.source.length ? cellsOf(record.source, record.issues.filter(i => i.step !== "sheet")) : record.raw ? "" : none(t.noCells))
		if (record.raw) {
			body.append(make("details", {open: record.source.length === 0}, make("summary", {}, t.raw), written(record.raw)))
		}
		body.scrollTop = 0
	}

	function showSheet() {
		const body = at("sheet").querySelector(".body")
		const entry = file.records[at("records").value]
		if (entry && entry.rejected) {
			body.replaceChildren(none(t.rejected))
		} else if (view === "page" && record.page) {
			const frame = make("iframe", {title: t.readers})
			frame.setAttribute("sandbox", "")
			frame.srcdoc = record.page
			body.replaceChildren(frame)
		} else {
			body.replaceChildren(record.sheet.length ? cellsOf(record.sheet, record.issues.filter(i => i.step === "sheet")) : record.text ? "" : none(t.noSheet))
			if (record.text) body.append(make("details", {open: record.sheet.length === 0}, make("summary", {}, t.written), written(record.text)))
		}
		body.scrollTop = 0
		for (const button of at("views").children) button.setAttribute("aria-pressed", button.dataset.view === view)
		at("views").hidden = !record.page
		at("save-sheet").disabled = !record.text
	}

	function showFHIR() {
		const pre = at("fhir").querySelector("pre")
		pre.textContent = record.fhir || (file.records.length ? t.rejected : "")
		pre.classList.toggle("none", !record.fhir)
		pre.parentElement.scrollTop = 0
		at("save-fhir").disabled = !record.fhir
	}

	function showIssues() {
		const entry = file.records[at("records").value]
		const of = file.tables[entry ? entry.table : 0]
		const list = [...of.issues, ...record.issues]
		list.sort((a, b) => (rank[b.severity] ?? 0) - (rank[a.severity] ?? 0)) // stable
		const counts = Object.keys(rank).map(s => [s, list.filter(i => i.severity === s).length]).filter(([, n]) => n > 0)
		at("counts").replaceChildren(...counts.map(([s, n]) => make("b", {className: s}, t.counted(n, s))))
		at("tabs").querySelector('[data-pane="issues"]').textContent = `${t.issues} (${list.length})`
		const other = language === "en" ? "zh" : "en"
		const both = (en, zh) => {
			const text = {en, zh}
			return [make("span", {lang: tag(language)}, text[language]), text[other] ? make("span", {className: "second", lang: tag(other)}, text[other]) : ""]
		}
		at("issues").querySelector(".body").replaceChildren(list.length === 0 ? none(t.noIssues) : make("table", {},
			make("thead", {}, make("tr", {}, ...t.heads.issues.map(h => make("th", {scope: "col"}, h)))),
			make("tbody", {}, ...list.map(i => make("tr", {className: i.severity},
				make("td", {}, make("span", {className: "severity"}, t.severity[i.severity] ?? i.severity), make("span", {className: "second"}, t.step[i.step])),
				make("td", {}, i.column ? make("span", {className: "name"}, i.column) : "", i.title && i.title !== i.column ? " " + i.title : "",
					i.field ? make("span", {className: "element"}, i.field) : "", i.line ? make("span", {className: "second"}, t.line(i.line)) : ""),
				make("td", {}, ...both(i.english, i.chinese), make("span", {className: "detail", lang: "en"}, make("span", {className: "code"}, i.code), ": " + i.detail)),
				make("td", {}, ...both(i.advice, i.chineseAdvice)),
				make("td", {className: "value"}, i.value))))))
	}

	const tag = l => l === "zh" ? "zh-Hans" : "en"

	function showLanguage() {
		t = words[language]
		document.documentElement.lang = tag(language)
		const button = at("language")
		button.textContent = language === "en" ? "中文" : "English"
		button.lang = tag(language === "en" ? "zh" : "en")
		for (const e of document.querySelectorAll("[data-t]")) e.textContent = t[e.dataset.t]
		for (const b of at("samples").querySelectorAll("button")) b.querySelector("small").textContent = b.dataset[language]
		showStatus()
		showLoaded()
		if (file && file.records.length) showRecords()
		showAll()
	}

	function showLoaded() {
		const ms = document.documentElement.dataset.ready
		at("loaded").textContent = ms ? t.loaded(ms) : ""
	}

	function save(name, type, text) {
		const url = URL.createObjectURL(new Blob([text], {type}))
		make("a", {href: url, download: name}).click()
		setTimeout(() => URL.revokeObjectURL(url), 1000)
	}

	function showPane(name) {
		for (const pane of document.querySelectorAll(".pane")) pane.classList.toggle("shown", pane.id === name)
		for (const b of at("tabs").children) b.setAttribute("aria-pressed", b.dataset.pane === name)
	}

	async function openFiles(files) {
		if (files.length > 1) return say("several")
		if (files.length === 0) return
		if (files[0].size > mostBytes) return say("large")
		open(files[0].name, new Uint8Array(await files[0].arrayBuffer()))
	}

	const decode = text => {
		if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text)
		const binary = atob(text)
		return Uint8Array.from({length: binary.length}, (_, i) => binary.charCodeAt(i))
	}

	// start runs the Go program that the other file holds, packed.
	async function start() {
		const packed = decode(globalThis.crossbayWasm)
		delete globalThis.crossbayWasm
		const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))
		const go = new Go()
		go.exit = () => say("stopped")
		const wasm = await WebAssembly.instantiateStreaming(new Response(stream, {headers: {"Content-Type": "application/wasm"}}), go.importObject)
		globalThis.crossbayReady = p => {
			delete globalThis.crossbayReady
			program = p
			document.documentElement.dataset.ready = Math.round(performance.now())
			at("read").disabled = false
			if (said.key === "loading") say("", "")
			showLoaded()
			if (wanted) return open(...wanted)
			setTimeout(() => program.warm(), 100) // the page is drawn before
		}
		go.run(wasm.instance).then(() => say("stopped"), () => say("stopped"))
	}

	for (const l of data.layouts) {
		at("from").append(option(l))
	}
	for (const s of data.samples) {
		const button = make("button", {type: "button"}, s.name, make("small", {}))
		Object.assign(button.dataset, {name: s.name, en: s.english, zh: s.chinese})
		button.onclick = () => {
			at("from").value = ""
			open(s.name, decode(s.data))
		}
		at("samples").append(make("li", {}, button))
	}
	at("file").onchange = () => {
		openFiles(at("file").files).then(() => { at("file").value = "" }) // the same may be chosen again
	}
	at("read").onclick = () => open(language === "en" ? "pasted" : "粘贴", new TextEncoder().encode(at("paste").value))
	at("from").onchange = () => { if (at("paste").value) at("read").click() }
	at("records").onchange = () => choose(+at("records").value)
	at("previous").onclick = () => choose(+at("records").value - 1)
	at("next").onclick = () => choose(+at("records").value + 1)
	at("to").onchange = () => choose(+at("records").value)
	at("language").onclick = () => {
		language = language === "en" ? "zh" : "en"
		showLanguage()
	}
	at("save-fhir").onclick = () => save(`record-${+at("records").value + 1}.fhir.json`, "application/fhir+json", record.line + "\n")
	at("save-sheet").onclick = () => save(`record-${+at("records").value + 1}.${at("to").value}.${data.layouts.find(l => l.name === at("to").value).extension}`, "application/octet-stream", record.text)
	for (const b of at("tabs").children) b.onclick = () => showPane(b.dataset.pane)
	for (const b of at("views").children) {
		b.onclick = () => {
			view = b.dataset.view
			showSheet()
		}
	}
	document.addEventListener("dragover", e => {
		e.preventDefault()
		at("input").classList.add("over")
	})
	document.addEventListener("dragleave", () => at("input").classList.remove("over"))
	document.addEventListener("drop", e => {
		e.preventDefault()
		at("input").classList.remove("over")
		openFiles(e.dataTransfer.files)
	})
	showPane("source")
	showLanguage()
	addEventListener("load", () => {
		if (!globalThis.WebAssembly || !globalThis.DecompressionStream) return say("old")
		if (!globalThis.crossbayWasm) return say("noProgram")
		start().catch(() => say("old"))
	})
})()
