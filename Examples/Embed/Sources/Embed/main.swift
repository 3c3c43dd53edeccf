import Needletail

let log = InteractionLog([
  Interaction(user: "ann", item: "tea"), Interaction(user: "ann", item: "honey"),
  Interaction(user: "bob", item: "tea"), Interaction(user: "bob", item: "honey"),
  Interaction(user: "bob", item: "lemon"), Interaction(user: "eve", item: "coffee"),
  Interaction(user: "eve", item: "milk"), Interaction(user: "dan", item: "coffee"),
  Interaction(user: "dan", item: "milk"), Interaction(user: "dan", item: "honey"),
])
let model = try Model.train(
  ModelSpecification(parsing: "ease(l2=1)"), on: TrainingData(log: log), options: TrainingOptions())

// Somebody the model has never seen, who arrived a second ago and chose tea.
let history = ["tea"].compactMap { model.items.row(of: $0) }.map { ItemRow($0) }
let query = Query(profile: Profile(history))
for entry in try model.list(for: query, ListRules(count: 3)) {
  print(model.items.id(Int(entry.item)), entry.score)
}
