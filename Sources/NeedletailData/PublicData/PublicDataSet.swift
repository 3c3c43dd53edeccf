/// A public data set that figures of this project are measured on: where it comes from, under which terms, and
/// the counts by which a local copy is known.
public struct PublicDataSet: Sendable, Codable, Equatable {
  /// The folder's name under the directory that `NEEDLETAIL_DATA` names.
  public var name: String
  /// One line: what it is.
  public var summary: String
  /// Who publishes it, and the repository that the files were taken from.
  public var source: String
  /// What its publisher allows.
  public var terms: String
  /// The path within the folder to read; empty for the folder itself.
  public var path: String
  /// Distinct users.
  public var users: Int
  /// Distinct items.
  public var items: Int
  /// Interactions, all parts together.
  public var interactions: Int

  /// A data set known by its counts.
  public init(
    _ name: String, _ summary: String, source: String, terms: String, path: String = "", users: Int,
    items: Int, interactions: Int
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.terms = terms
    self.path = path
    self.users = users
    self.items = items
    self.interactions = interactions
  }

  /// The data sets whose interactions the project reads.
  public static let all: [PublicDataSet] = [
    PublicDataSet(
      "ncf-ml-1m", "MovieLens 1M, leave-one-out with 99 published negatives (He et al. 2017)",
      source: "GroupLens; hexiangnan/neural_collaborative_filtering, Data/ml-1m.*",
      terms: "research use, no redistribution without permission", users: 6040, items: 3706,
      interactions: 1_000_209),
    PublicDataSet(
      "ml-1m", "MovieLens 1M, ratings in order with five folds",
      source: "GroupLens; ratings of woni-seo/SiReN-reco, order of TianyuanYang/KAN4Rec",
      terms: "research use, no redistribution without permission", path: "ratings_ordered.dat.gz",
      users: 6040, items: 3706, interactions: 1_000_209),
    PublicDataSet(
      "ml-1m-lcf", "MovieLens 1M, the division of LCFN and UltraGCN",
      source: "GroupLens; xue-pai/UltraGCN, data/ml-1m", terms: "research use, as MovieLens 1M",
      users: 6022, items: 3043, interactions: 895_699),
    PublicDataSet(
      "ml-latest-small", "MovieLens latest small, edition of 2016, with times and tags",
      source: "GroupLens; lenskit/lkpy, data/ml-latest-small",
      terms: "may be redistributed under the same conditions, no commercial use without permission",
      path: "ratings.csv.gz", users: 671, items: 9066, interactions: 100_004),
    PublicDataSet(
      "gowalla", "Gowalla check-ins, the division of NGCF and LightGCN",
      source: "SNAP (Cho et al. 2011); gusye1234/LightGCN-PyTorch, data/gowalla",
      terms: "no licence stated; research", users: 29_858, items: 40_981, interactions: 1_027_370),
    PublicDataSet(
      "filmtrust", "FilmTrust ratings",
      source: "Guo et al. 2013; Coder-Yu/QRec, dataset/FilmTrust", terms: "research",
      path: "ratings.txt.gz", users: 1508, items: 2071, interactions: 35_497),
    PublicDataSet(
      "jester5k", "Jester jokes, 5,000 users", source: "Goldberg et al.; mhahsler/recommenderlab",
      terms: "free for research with citation", path: "ratings.tsv.gz", users: 5000, items: 100,
      interactions: 363_209),
    PublicDataSet(
      "hin-yelp", "Yelp ratings of HERec", source: "Yelp; MaurizioFD/RecSys2019_DeepLearning_Evaluation",
      terms: "research", path: "user_business.dat.gz", users: 16_239, items: 14_284, interactions: 198_397),
    PublicDataSet(
      "seq-beauty-bert4rec", "Amazon Beauty in time order, as SASRec and BERT4Rec use it",
      source: "McAuley; FeiSun/BERT4Rec, data/beauty.txt", terms: "research", path: "beauty.txt.gz",
      users: 40_226, items: 54_542, interactions: 353_962),
    PublicDataSet(
      "seq-beauty", "Amazon Beauty in time order, as S3-Rec uses it",
      source: "McAuley; aHuiWang/CIKM2020-S3Rec, data/Beauty.txt", terms: "research",
      path: "Beauty.txt.gz", users: 22_363, items: 12_101, interactions: 198_502),
    PublicDataSet(
      "seq-yelp", "Yelp in time order, as S3-Rec uses it",
      source: "Yelp; aHuiWang/CIKM2020-S3Rec, data/Yelp.txt", terms: "research", path: "Yelp.txt.gz",
      users: 30_431, items: 20_033, interactions: 316_354),
  ]
}
