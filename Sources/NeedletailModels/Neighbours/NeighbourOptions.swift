import NeedletailCore

/// How two vectors of weights are compared.
public enum NeighbourSimilarity: String, Sendable, Hashable, CaseIterable {
  /// x·y / (‖x‖ ‖y‖).
  case cosine
  /// x·y / (‖x‖^2α ‖y‖^2(1−α)): α shares the penalty for length between the one who has neighbours and the
  /// neighbour (Aiolli, RecSys 2013).
  case asymmetricCosine = "asymmetric-cosine"
  /// Cosine after each coordinate lost its mean: for items, the mean of each user's ratings (Sarwar et al.,
  /// WWW 2001).
  case adjustedCosine = "adjusted-cosine"
  /// Cosine after each vector lost the mean of its observed entries.
  case pearson
  /// Common entries over entries of either; weights do not count.
  case jaccard
  /// Twice the common entries over the sum of both counts; weights do not count.
  case dice
  /// 1 / (1 + the mean squared difference of common entries): the choice of Surprise.
  case meanSquaredDifference = "msd"
}

/// How entries are weighted before vectors are compared.
public enum FeatureWeighting: String, Sendable, Hashable, CaseIterable {
  /// As they are.
  case none
  /// √x · log(N / (1 + df)) for N vectors, df of which have the coordinate.
  case tfidf = "tf-idf"
  /// Okapi BM25 with K1 = 1.2 and B = 0.75.
  case bm25
}

/// Which entries the lengths of two vectors are taken over.
public enum NeighbourNorms: String, Sendable, Hashable, CaseIterable {
  /// All entries of each.
  case full
  /// Only coordinates that both have.
  case coRated = "co-rated"
}

/// How neighbours make a score.
public enum NeighbourForm: String, Sendable, Hashable, CaseIterable {
  /// Σ s·w: for ranking.
  case sum
  /// The plain mean of the neighbours' values: a predicted value.
  case average
  /// Σ s·w / Σ s over neighbours of positive similarity: a predicted value.
  case weighted
  /// A mean plus Σ s·(w − mean) / Σ |s|: a predicted value.
  case centred
  /// The same in units of each mean's deviation: m + σ · Σ s·(w − mean)/deviation / Σ |s|.
  case zScore = "z-score"
  /// b_ui + Σ s·(w − b) / Σ |s| with the baseline b = μ + b_u + b_i of the value in question (Koren, TKDD 2010).
  case baseline

  /// Whether neighbours speak of what differs from an expectation.
  var isRelative: Bool { self == .centred || self == .zScore || self == .baseline }
}

/// The hyper-parameters that `itemknn` and `userknn` share.
struct NeighbourOptions: Sendable, Hashable {
  var similarity: NeighbourSimilarity
  var alpha: Double
  var shrinkage: Double
  var significance: Double
  var neighbours: Int
  var weighting: FeatureWeighting
  var norms: NeighbourNorms
  var form: NeighbourForm
  var normaliseUsers: Bool

  static let declarations = [
    Hyperparameter(
      "similarity", .choice(default: "cosine", NeighbourSimilarity.allCases.map(\.rawValue)),
      "how two vectors are compared"),
    Hyperparameter(
      "neighbours", .integer(default: 100, 1...10_000_000),
      aliases: ["neighbors", "k", "K", "topK", "max_nbrs"],
      search: .logarithmicIntegers(5...1000), "how many neighbours are kept"),
    Hyperparameter(
      "shrinkage", .number(default: 0, 0...1e9), aliases: ["shrink"],
      search: .numbers(0...1000), "added to the denominator: similarities from little evidence shrink"),
    Hyperparameter(
      "significance", .number(default: 0, 0...1e9), search: .numbers(0...200),
      "λ of the factor c/(c + λ) for c common entries: similarities from few of them count less"),
    Hyperparameter(
      "alpha", .number(default: 0.5, 0...1), "the exponent of asymmetric-cosine; 0.5 is cosine"),
    Hyperparameter(
      "weighting", .choice(default: "none", FeatureWeighting.allCases.map(\.rawValue)),
      aliases: ["featureWeighting", "feature_weighting"],
      search: .values(FeatureWeighting.allCases.map { .choice($0.rawValue) }),
      "how entries are weighted before comparison"),
    Hyperparameter(
      "norms", .choice(default: "full", NeighbourNorms.allCases.map(\.rawValue)),
      "lengths over all entries, or over those that both vectors have"),
    Hyperparameter(
      "form", .choice(default: "sum", NeighbourForm.allCases.map(\.rawValue)),
      "sum for ranking; average, weighted, centred, z-score and baseline predict values"),
  ]

  static let normaliseUsersDeclaration = Hyperparameter(
    "normaliseUsers", .flag(default: false), aliases: ["normalizeUsers"],
    "scales each user's row to length one first, so that busy users count less")

  init(
    similarity: NeighbourSimilarity, alpha: Double, shrinkage: Double, significance: Double, neighbours: Int,
    weighting: FeatureWeighting, norms: NeighbourNorms, form: NeighbourForm, normaliseUsers: Bool
  ) {
    precondition(neighbours >= 1, "\(neighbours) neighbours")
    precondition(
      shrinkage >= 0 && significance >= 0 && (0...1).contains(alpha),
      "shrinkage \(shrinkage), significance \(significance), alpha \(alpha)")
    self.similarity = similarity
    self.alpha = alpha
    self.shrinkage = shrinkage
    self.significance = significance
    self.neighbours = neighbours
    self.weighting = weighting
    self.norms = norms
    self.form = form
    self.normaliseUsers = normaliseUsers
  }

  /// From checked hyper-parameters; the choices are those of the declarations.
  init(_ values: HyperparameterValues, normaliseUsers: Bool) {
    self.init(
      similarity: NeighbourSimilarity(rawValue: values.choice("similarity"))!, alpha: values.number("alpha"),
      shrinkage: values.number("shrinkage"), significance: values.number("significance"),
      neighbours: values.integer("neighbours"),
      weighting: FeatureWeighting(rawValue: values.choice("weighting"))!,
      norms: NeighbourNorms(rawValue: values.choice("norms"))!,
      form: NeighbourForm(rawValue: values.choice("form"))!, normaliseUsers: normaliseUsers)
  }

  var values: [String: HyperparameterValue] {
    [
      "similarity": .choice(similarity.rawValue), "neighbours": .integer(neighbours),
      "shrinkage": .number(shrinkage), "significance": .number(significance), "alpha": .number(alpha),
      "weighting": .choice(weighting.rawValue),
      "norms": .choice(norms.rawValue), "form": .choice(form.rawValue),
    ]
  }

  /// Whether only the presence of an entry counts.
  var comparesSets: Bool { similarity == .jaccard || similarity == .dice }

  /// Whether lengths or differences are taken over common entries.
  var comparesCommonEntries: Bool {
    similarity == .meanSquaredDifference || norms == .coRated && !comparesSets
  }
}
