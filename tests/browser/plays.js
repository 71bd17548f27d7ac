evil => {
  const all = ["expansion_ops", "hiring_ops"].map((play) => ({play, signal: "expansion", persona: "ops", angle: evil, state: "active",
    approval: "never approved", approved_by: ""}));
  m.plays = (message) => {
    if (message.verdict === "approve") Object.assign(all.find((p) => p.play === message.play), {approval: "holds", approved_by: "Ana"});
    const shown = message.play && {play: message.play, logic: [["When", [evil]]], words: "2 drafts of 10", approval: "never approved",
      drafts: [1, 2].map((n) => ({account: `Halden ${n}${evil}`, contact: evil, instead: "", subject: evil, body: evil, drafter: "template draft",
        confidence: "high confidence: all quoted", findings: [{check: "length", severity: "warn", message: evil, start: null, end: null}]}))};
    return {op: "plays", plays: all, shown: shown || null, said: message.verdict ? `${message.verdict}: ${message.play} ${message.reason}` : ""};
  };
  open_grid(new (class extends Model { plays = m.plays })({...m.queue, has_plays: true}, m.cards));
}
